import type { Certainty, Fix } from '../facts';
import { atLeast, weakest } from '../facts';
import { unitName } from '../model/listening';
import type { Service, Unit } from '../model/model';
import { namespaceCertainty } from '../model/select';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { ContextRule, Report } from './rule';
import { fixOf } from './rule';

interface Data {
  readonly unit: Unit;
  readonly read: Read;
}

/** A variable that a container's program reads as a port, with the number it has without the deployment. */
interface Read {
  readonly name: string;
  readonly number: string;
  readonly site: Span;
  readonly certainty: Certainty;
}

/** F14: a Service makes Kubernetes set a variable that the application reads as a number. */
export const serviceLinkEnvCollision: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'service-link-env-collision',
    summary: 'A Service makes Kubernetes set `X_PORT=tcp://…` in a container that reads `X_PORT` as a number.',
    category: 'hygiene',
    severity: 'info',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'For every Service of the namespace the kubelet sets `{NAME}_PORT=tcp://address:port` in each pod. An application that reads a variable of that name as its port number, and gets none from the manifest, stops with a confusing error.',
      howToFix: 'Set the variable in `env`, set `enableServiceLinks: false`, or rename the Service.',
      whenToIgnore:
        'When the application does not read the variable. Reported only where the image says that it does: its Dockerfile gives the variable a number. Left alone on purpose: pods that set the variable or take variables from objects that are not here, headless Services, other namespaces.',
    },
  },
  *check(model) {
    const byVariable = new Map<string, Service[]>();
    for (const s of model.services) {
      if (s.fact.platform !== 'kubernetes' || s.fact.headless || s.fact.fragment || s.fact.type === 'ExternalName')
        continue;
      const name = `${s.fact.name.value.toUpperCase().replace(/-/g, '_')}_PORT`;
      byVariable.set(name, [...(byVariable.get(name) ?? []), s]);
    }
    for (const unit of model.units) {
      if (!takesLinks(unit)) continue;
      for (const read of readsOf(unit)) {
        for (const service of byVariable.get(read.name) ?? []) {
          const report = collision(unit, service, read);
          if (report) yield report;
        }
      }
    }
  },
  fix({ unit, read }) {
    const { podSite } = unit.workload.fact;
    const links = podSite && { kind: 'insert-key' as const, map: podSite, key: 'enableServiceLinks', value: 'false' };
    return [...setFix(unit, read), ...(links ? fixOf(say`Set \`enableServiceLinks: false\``, [links]) : [])];
  },
};

function setFix({ fact }: Unit, { name, number }: Read): readonly Fix[] {
  const item = `{ name: ${name}, value: "${number}" }`;
  const beside = fact.env.find((v) => v.source === 'environment');
  const title = say`Set \`${name}\` to ${number}`;
  return beside
    ? fixOf(title, [{ kind: 'insert-item', seq: beside.nameSite, value: item }])
    : fixOf(title, [{ kind: 'insert-key', map: fact.site, key: 'env', value: `[${item}]` }]);
}

/** Whether Kubernetes sets variables for Services in it, and all that the manifest sets is known. */
function takesLinks({ fact, workload }: Unit): boolean {
  const { platform, serviceLinks, fragment } = workload.fact;
  return platform === 'kubernetes' && serviceLinks !== false && !fragment && !fact.envOpen && !fact.envFrom;
}

/** Variables of which an image says that it reads them: its Dockerfile gives them a number. */
function readsOf({ fact, image }: Unit): readonly Read[] {
  return (image?.fact.env ?? []).flatMap(({ name, nameSite, value }) =>
    image && value && /^\d+$/.test(value.text) && fact.env.every((v) => v.name !== name)
      ? [{ name, number: value.text, site: nameSite, certainty: image.certainty }]
      : [],
  );
}

function collision(unit: Unit, service: Service, read: Read): Report<Data> | undefined {
  const { namespace } = unit.workload.fact;
  const same = namespaceCertainty(namespace?.value, service.fact.namespace?.value);
  if (same !== 'certain' || !atLeast(read.certainty, 'medium')) return undefined;
  return {
    site: service.fact.name.site,
    message: say`Service \`${service.fact.name.value}\` makes Kubernetes set \`${read.name}=tcp://…\` in ${unitName(unit)}, whose image reads \`${read.name}\` as a number. Set it in \`env\`, or set \`enableServiceLinks: false\`.`,
    certainty: weakest(read.certainty, 'high'),
    related: [{ at: read.site, message: say`the image that reads it` }],
    data: { unit, read },
  };
}

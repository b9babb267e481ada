import type { EnvVar } from '../facts';
import type { Service, Unit, Workload } from '../model/model';
import { namespaceCertainty } from '../model/select';
import { unitName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';

/** F14: a Service makes Kubernetes set a variable that the application reads as a number. */
export const serviceLinkEnvCollision: ContextRule<unknown> = {
  scope: 'context',
  meta: {
    id: 'service-link-env-collision',
    summary: 'A Service makes Kubernetes set `X_PORT=tcp://…` in a container that reads `X_PORT` as a number.',
    category: 'hygiene',
    severity: 'info',
    since: '0.1.0',
    fixable: false,
    docs: {
      why: 'For every Service of the namespace the kubelet sets `{NAME}_PORT=tcp://address:port` in each pod. An application that reads a variable of that name as its port number, and gets none from the manifest, stops with a confusing error.',
      howToFix: 'Set the variable in `env`, set `enableServiceLinks: false`, or rename the Service.',
      whenToIgnore: 'When the application does not read the variable.',
    },
  },
  *check(model) {
    const byVariable = new Map<string, Service[]>();
    for (const s of model.services) {
      const name = `${s.fact.name.value.toUpperCase().replace(/-/g, '_')}_PORT`;
      byVariable.set(name, [...(byVariable.get(name) ?? []), s]);
    }
    for (const unit of model.units) {
      const w = unit.workload;
      if (w.fact.platform !== 'kubernetes' || w.fact.serviceLinks === false || w.fact.fragment || unit.fact.envOpen || unit.fact.envFrom) continue;
      // Variables by which an image of the workspace says that it reads them: those its Dockerfile sets as numbers.
      for (const read of unit.image?.fact.env ?? []) {
        if (!/^\d+$/.test(read.value?.text ?? '') || unit.fact.env.some((v) => v.name === read.name)) continue;
        for (const service of byVariable.get(read.name) ?? []) yield* checkPair(unit, w, service, read);
      }
    }
  },
};

function* checkPair(unit: Unit, w: Workload, service: Service, read: EnvVar): Generator<Report> {
  if (namespaceCertainty(w.fact.namespace?.value, service.fact.namespace?.value) !== 'certain' || service.fact.headless || service.fact.fragment) return;
  if (unit.image?.certainty === 'low') return;
  yield {
    site: service.fact.name.site,
    message: `Service \`${service.fact.name.value}\` makes Kubernetes set \`${read.name}=tcp://…\` in ${unitName(unit)}, whose image reads \`${read.name}\` as a number. Set it in \`env\`, or set \`enableServiceLinks: false\`.`,
    certainty: unit.image?.certainty ?? 'medium',
    related: [{ at: read.nameSite, message: 'the image gives it a number' }],
  };
}

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
    for (const unit of model.units) {
      const w = unit.workload;
      if (w.fact.platform !== 'kubernetes' || w.fact.serviceLinks === false || w.fact.fragment || unit.fact.envOpen || unit.fact.envFrom) continue;
      for (const service of model.services) yield* checkPair(unit, w, service);
    }
  },
};

/** Variables by which an image of the workspace says that it reads them: those its Dockerfile sets as numbers. */
function* checkPair(unit: Unit, w: Workload, service: Service): Generator<Report> {
  if (namespaceCertainty(w.fact.namespace?.value, service.fact.namespace?.value) !== 'certain' || service.fact.headless || service.fact.fragment) return;
  const name = `${service.fact.name.value.toUpperCase().replace(/-/g, '_')}_PORT`;
  const read = unit.image?.fact.env.find((v) => v.name === name && /^\d+$/.test(v.value?.text ?? ''));
  if (!read || unit.image?.certainty === 'low' || unit.fact.env.some((v) => v.name === name)) return;
  yield {
    site: service.fact.name.site,
    message: `Service \`${service.fact.name.value}\` makes Kubernetes set \`${name}=tcp://…\` in ${unitName(unit)}, whose image reads \`${name}\` as a number. Set it in \`env\`, or set \`enableServiceLinks: false\`.`,
    certainty: unit.image?.certainty ?? 'medium',
    related: [{ at: read.nameSite, message: 'the image gives it a number' }],
  };
}

import type { Located } from '../facts';
import { weakest } from '../facts';
import { rewriteFix, unitName } from './kubernetesParts';
import type { ContextRule } from './rule';
import { originOf } from './rule';

interface Data {
  readonly host: Located<string>;
  readonly right: string | undefined;
}

/** B11: a short Service name used from another namespace. */
export const k8sUrlWrongNamespace: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'k8s-url-wrong-namespace',
    summary: 'A short Service name is used from another namespace, where it does not resolve.',
    category: 'resolution',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A Service name without a namespace is looked up in the namespace of the pod that asks. A Service of that name in another namespace is not found.',
      howToFix: 'Write the namespace too: `service.namespace`.',
      whenToIgnore: 'When a Service of that name is made in the pod’s namespace by something outside the workspace. Reported only where both namespaces are written.',
    },
  },
  *check(model) {
    for (const { fact, from, target } of model.connections) {
      if (target.kind !== 'other-namespace' || !from || fact.class === 'own-listener' || fact.class === 'browser') continue;
      // A word that merely looks like a Service name is no address.
      if (!fact.explicit && fact.scheme === undefined) continue;
      const spaces = [...new Set(target.services.map((s) => s.fact.namespace?.value ?? ''))];
      const own = from.workload.fact.namespace;
      const service = fact.host.value;
      yield {
        site: fact.host.site,
        message: `\`${fact.key}\` of ${unitName(from)} asks Service \`${service}\`, which is in namespace \`${spaces.join('`, `')}\` and not in the pod’s own, \`${own?.value ?? ''}\`; the short name does not resolve there.`,
        certainty: weakest(fact.host.certainty, target.certainty),
        related: target.services.slice(0, 3).map((s) => ({ at: s.fact.name.site, message: `Service \`${service}\` in namespace \`${s.fact.namespace?.value ?? ''}\`` })),
        data: { host: fact.host, right: spaces.length === 1 ? `${service}.${spaces[0]}` : undefined },
      };
    }
  },
  fix({ host, right }) {
    return right === undefined ? [] : rewriteFix(`Ask \`${right}\``, originOf(host), right, false);
  },
};

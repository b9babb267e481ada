import type { Located } from '../facts';
import { weakest } from '../facts';
import { unitName } from '../model/listening';
import type { Connection } from '../model/model';
import { say } from '../text/say';
import { addressCertainty, isDialled } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly host: Located<string>;
  /** Namespaces that have a Service of that name. */
  readonly spaces: readonly string[];
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
      whenToIgnore:
        'When a Service of that name is made in the pod’s namespace by something outside the workspace. Reported only where both namespaces are written.',
    },
  },
  *check(model) {
    for (const c of model.connections) {
      const report = reportOf(c);
      if (report) yield report;
    }
  },
  fix: ({ host, spaces }) =>
    spaces.flatMap((space) => fixOf(say`Ask \`${host.value}.${space}\``, rewritten(host, `${host.value}.${space}`))),
};

/** A namespace that somebody wrote, not one into which a chart happens to be installed. */
function written(namespace: Located<string> | undefined): string | undefined {
  return namespace?.origins.some((o) => o.kind === 'implied') ? undefined : namespace?.value;
}

function reportOf({ fact, from, target }: Connection): Report<Data> | undefined {
  if (target.kind !== 'other-namespace' || !from || !isDialled(fact)) return undefined;
  const spaces = [...new Set(target.services.flatMap((s) => written(s.fact.namespace) ?? []))];
  const own = written(from.workload.fact.namespace);
  const service = fact.host.value;
  if (own === undefined || spaces.length === 0) return undefined;
  const named = spaces.map((s) => `\`${s}\``).join(', ');
  const where = spaces.length > 1 ? say`namespaces ${named}` : say`namespace ${named}`;
  return {
    site: fact.host.site,
    message: say`\`${fact.key}\` of ${unitName(from)} asks Service \`${service}\`, which is in ${where}; from \`${own}\`, the namespace of the pod, the short name does not resolve. Ask \`${service}.${spaces[0] ?? ''}\`.`,
    certainty: weakest(fact.host.certainty, target.certainty, addressCertainty(fact)),
    related: target.services.slice(0, 3).map((s) => ({
      at: s.fact.name.site,
      message: say`Service \`${service}\` in namespace \`${s.fact.namespace?.value ?? ''}\``,
    })),
    data: { host: fact.host, spaces },
  };
}

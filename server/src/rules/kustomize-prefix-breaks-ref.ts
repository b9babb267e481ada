import type { ConnectFact, Fix } from '../facts';
import { weakest } from '../facts';
import { parseServiceHost } from '../lore/portNames';
import { unitName } from '../model/listening';
import type { Connection, ContextModel, Service } from '../model/model';
import type { WorkspaceModel } from '../model/workspace';
import { say } from '../text/say';
import { addressCertainty, isDialled } from './kubernetesParts';
import type { Report, WorkspaceRule } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly fact: ConnectFact;
  /** The host as it has to be. */
  readonly host: string;
  /** The text stands in a file that only this kustomization uses. */
  readonly own: boolean;
}

/** B24: a build names a Service anew, and an address in a text keeps the old name. */
export const kustomizePrefixBreaksRef: WorkspaceRule<Data> = {
  scope: 'workspace',
  meta: {
    id: 'kustomize-prefix-breaks-ref',
    summary: 'Kustomize names a Service anew, but an address in a text keeps the old name.',
    category: 'resolution',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: '`namePrefix`, `nameSuffix` and `namespace` change the names of objects and the references that Kustomize knows: Ingress backends, `serviceName`, ConfigMaps and Secrets of pods. Texts such as the value of a variable, an argument or an entry of a ConfigMap stay as they are written, so an address in them leads to a name that no longer exists.',
      howToFix:
        'Write the final name, copy it into the text with `replacements`, or leave out the prefix for this Service.',
      whenToIgnore:
        'When the old name belongs to a Service that is deployed by other means. Left alone on purpose: names that another stack of the workspace provides, and kustomizations of which a part is fetched from elsewhere.',
    },
  },
  *check(model) {
    let known: Names | undefined;
    const names = () => (known ??= namesIn(model));
    for (const context of model.contexts) {
      if (context.context.open !== undefined) continue;
      const renamed = renamedIn(context);
      if (renamed.size === 0) continue;
      for (const c of context.connections) {
        const report = reportOf(c, context, renamed, names);
        if (report) yield report;
      }
    }
  },
  fix({ fact, host, own }): readonly Fix[] {
    // What others build on would be wrong for them.
    return own ? fixOf(say`Ask \`${host}\``, rewritten(fact.host, host)) : [];
  },
};

/** Names of Services → the contexts that have one of that name. */
type Names = ReadonlyMap<string, ReadonlySet<ContextModel>>;

function namesIn(model: WorkspaceModel): Names {
  const out = new Map<string, Set<ContextModel>>();
  for (const context of model.contexts) {
    for (const { fact } of context.services) {
      const holders = out.get(fact.name.value) ?? new Set<ContextModel>();
      out.set(fact.name.value, holders.add(context));
    }
  }
  return out;
}

/** Services of a context by the names that they had before. */
function renamedIn(context: ContextModel): ReadonlyMap<string, readonly Service[]> {
  const out = new Map<string, Service[]>();
  for (const service of context.services) {
    const { formerly } = service.fact;
    if (!formerly) continue;
    const list = out.get(formerly.name);
    if (list) list.push(service);
    else out.set(formerly.name, [service]);
  }
  return out;
}

function reportOf(
  { fact, from, target }: Connection,
  context: ContextModel,
  renamed: ReadonlyMap<string, readonly Service[]>,
  names: () => Names,
): Report<Data> | undefined {
  if (target.kind !== 'external' || !from || !isDialled(fact)) return undefined;
  const host = parseServiceHost(fact.host.value);
  const services = host && !host.pod ? (renamed.get(host.service) ?? []) : [];
  const [service] = services;
  // Of two that had the name nobody can tell which is meant.
  if (!host || !service?.fact.formerly || services.length > 1) return undefined;
  const { name, namespace, formerly } = service.fact;
  if (host.namespace !== undefined && host.namespace !== formerly.namespace && host.namespace !== namespace?.value)
    return undefined;
  const moved = name.value === formerly.name;
  // A short name is looked up in the pod's own namespace.
  const where = host.namespace ?? from.workload.fact.namespace?.value;
  if (!moved && [...(names().get(formerly.name) ?? [])].some((c) => provides(c, formerly.name, where)))
    return undefined;
  if (moved && host.namespace === undefined) return undefined;
  const end = fact.host.value.slice(host.service.length);
  const rest = host.namespace !== undefined && namespace ? end.replace(host.namespace, namespace.value) : end;
  const right = `${name.value}${rest}`;
  const [by] = formerly.by;
  const distances = context.context.distances;
  return {
    site: fact.host.site,
    message: say`\`${fact.key}\` of ${unitName(from)} asks \`${fact.host.value}\`, but the Service is called \`${right}\` in ${context.context.name}: Kustomize does not rename what stands in texts. Write the final name, or copy it there with \`replacements\`.`,
    certainty: weakest(fact.host.certainty, addressCertainty(fact), 'high'),
    related: [
      ...(by ? [{ at: by, message: say`what names the Service anew` }] : []),
      { at: name.site, message: say`Service \`${name.value}\`` },
    ],
    data: { fact, host: right, own: distances?.get(fact.host.site.uri) === 0 },
    context: context.context,
  };
}

/** Whether another stack has a Service of a name where it could be reached. */
function provides(context: ContextModel, name: string, namespace: string | undefined): boolean {
  return context.services.some(
    ({ fact }) =>
      fact.name.value === name &&
      !fact.fragment &&
      (namespace === undefined || !fact.namespace || fact.namespace.value === namespace),
  );
}

import type { ComposeTree, EnvVar, Located, ProxyPortFact, UnitFact, Values, WorkloadFact } from '../../facts';
import { UNSET, located, only } from '../../facts';
import { isPartial, keyValues, placeOf } from '../../lore/compose';
import type { Pair } from '../../lore/compose';
import { parseImageRef } from '../../lore/images';
import { proxyPorts } from '../../lore/proxyLabels';
import type { UnitEvidence } from '../../lore/unitEvidence';
import { unitEvidence } from '../../lore/unitEvidence';
import { decoded } from '../../syntax/decode';
import type { Entry, Node } from '../../syntax/tree';
import { at, entriesOf, get, isNull, isTrue, itemsOf } from '../../syntax/tree';
import { traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { buildOf } from './build';
import { checksOf, commandOf, touchesHole } from './command';
import { readVariables } from './environment';
import { mountsOf } from './mounts';
import { attachmentsOf, extraHostsOf, namesOf, namespaceOf } from './network';
import type { Report } from './ports';
import { readExpose, readPorts } from './ports';
import { knownText, locate, locatedText, showText, textAt, textValues, unknownIn } from './values';

/** A service as a workload of one unit. `undefined` for template syntax in its place. */
export function readService(entry: Entry, tree: ComposeTree, report: Report): WorkloadFact | undefined {
  const { key, value: service } = entry;
  if (isPartial(key.value) || key.value.startsWith('\u0000') || (service.kind !== 'map' && !isNull(service)))
    return undefined;
  const name = locate(decoded(key));
  const site = wholeOf(entry);
  const labels = labelsOf(service);
  const replicas = replicasOf(service);
  const networks = attachmentsOf(service);
  const extraHosts = extraHostsOf(service);
  const profiles = itemsOf(get(service, 'profiles')).flatMap((p) => locatedText(p) ?? []);
  return {
    kind: 'workload',
    platform: 'compose',
    id: workloadId(key.value),
    objectKind: 'service',
    name,
    site,
    labels: new Map(),
    annotations: new Map(
      labels.flatMap((l) => (l.value && !isPartial(l.value.text) ? [[l.key.text, locate(l.value)] as const] : [])),
    ),
    ...(replicas ? { replicas } : {}),
    network: namespaceOf(service),
    names: namesOf(key.value, name.site, service),
    ...(networks ? { networks } : {}),
    ...(extraHosts.length > 0 ? { extraHosts } : {}),
    ...(profiles.length > 0 ? { profiles } : {}),
    units: [readUnit(name, site, service, labels, tree, report)],
    fragment: tree.fragment || isPartOf(service),
  };
}

/** Id of the workload of a service. */
export function workloadId(service: string): string {
  return `compose/${service}`;
}

function wholeOf({ key, value }: Entry): Span {
  const [a, b] = [placeOf(key), placeOf(value)];
  return a.uri === b.uri && b.end >= a.start ? { ...a, end: Math.max(a.end, b.end) } : b;
}

/** Without image and build nothing runs; with an `extends` that could not be followed or a provider more may be said elsewhere. */
function isPartOf(service: Node): boolean {
  const has = (key: string) => !isNull(get(service, key));
  return has('extends') || has('provider') || !(has('image') || has('build'));
}

function labelsOf(service: Node): readonly Pair[] {
  return [...keyValues(get(service, 'labels')).pairs, ...keyValues(at(service, 'deploy', 'labels')).pairs];
}

function replicasOf(service: Node): Values<number> | undefined {
  const node = get(service, 'scale') ?? at(service, 'deploy', 'replicas');
  const text = textAt(node);
  if (!text || !node) return undefined;
  if (/^\d{1,6}$/.test(text.text)) return only(located(Number(text.text), traceAll(text)));
  return {
    alternatives: [],
    open: isPartial(text.text) ? unknownIn(text) : { because: say`it is no number`, at: text.whole },
  };
}

function readUnit(
  name: Located<string>,
  site: Span,
  service: Node,
  labels: readonly Pair[],
  tree: ComposeTree,
  report: Report,
): UnitFact {
  const { env, partial, open } = readVariables(service, tree.envFiles.get(name.value) ?? []);
  const command = commandOf(get(service, 'command'));
  const entrypoint = commandOf(get(service, 'entrypoint'));
  const build = buildOf(service, tree.directory);
  const image = imageOf(service);
  const started = { env, ...(command ? { command } : {}), ...(entrypoint ? { entrypoint } : {}) };
  // What is built here is no known image, whatever it is called.
  const evidence = evidenceOf({ ...started, ...(image && !build ? { image } : {}) }, partial);
  const user = locatedText(get(service, 'user'));
  const capabilities = capabilitiesOf(service);
  return {
    name,
    role: 'main',
    site,
    ...(image ? { image } : {}),
    ...(build ? { build } : {}),
    ports: readPorts(get(service, 'ports'), report),
    exposes: readExpose(get(service, 'expose'), report),
    ...started,
    ...(open ? { envOpen: open } : {}),
    checks: checksOf(service, env),
    ...evidence,
    ...(user ? { user, nonRoot: !/^(?:root|0+)?(?::|$)/.test(user.value) } : {}),
    ...(capabilities.length > 0 ? { capabilities } : {}),
    mounts: mountsOf(service, tree.directory),
    proxies: proxiesOf(service, labels, env),
  };
}

/** What proxies are told. That a port is not told says nothing when there may be more labels than are known. */
function proxiesOf(service: Node, labels: readonly Pair[], env: readonly EnvVar[]): readonly ProxyPortFact[] {
  const entries = labels.map((l) => ({
    key: l.key.text,
    keySite: l.key.whole,
    ...(l.value && !l.value.text.includes(UNSET) ? { value: l.value } : {}),
  }));
  const partial = !isNull(get(service, 'label_file')) || keyValues(get(service, 'labels')).strange !== undefined;
  return proxyPorts(entries, env).filter((p) => p.port || !partial);
}

/** What variables and command say; addresses in a command that touch what is not known of it are left out. */
function evidenceOf(unit: Parameters<typeof unitEvidence>[0], partial: readonly EnvVar[]): UnitEvidence {
  const { listens, connects } = unitEvidence(unit, partial);
  const holes = [...(unit.command?.words ?? []), ...(unit.entrypoint?.words ?? [])].filter((w) => isPartial(w.text));
  if (holes.length === 0) return { listens, connects };
  return {
    listens,
    connects: connects.filter((c) => c.place !== 'args' || !holes.some((w) => touchesHole(w, c.site))),
  };
}

/**
 * The image. With a variable without value it is known when that stands in the tag or as the registry: the reference
 * then has `${NAME}` there, which the readers of references understand.
 */
function imageOf(service: Node): Values<string> | undefined {
  const node = get(service, 'image');
  const text = textAt(node);
  if (!text?.text.includes(UNSET)) return textValues(node);
  const reference = showText(text);
  if (isPartial(reference) || !parseImageRef(reference)) return textValues(node);
  return only(located(reference, traceAll(text), 'high'));
}

function capabilitiesOf(service: Node): readonly string[] {
  const added = itemsOf(get(service, 'cap_add')).flatMap(
    (c) => knownText(c)?.text.toUpperCase().replace(/^CAP_/, '') ?? [],
  );
  return isTrue(get(service, 'privileged')) ? [...added, 'ALL'] : added;
}

/** Services of a tree, in order. */
export function serviceEntries(tree: ComposeTree): readonly Entry[] {
  return entriesOf(get(tree.root, 'services'));
}

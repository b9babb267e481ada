import { documentProblems, documentTree, documentsOf } from '../syntax/documents';
import type { Node } from '../syntax/tree';
import { at, entriesOf, get, isTrue, siteOf, textOf } from '../syntax/tree';
import { say } from '../text/say';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { BROWSER_PORTS } from './browserPorts';
import type { Configuration, ConfigurationProblem, PortRange, RegisteredService, Reservation } from './configuration';
import { spanOf } from './configuration';
import { flawsOf, portOf, rangeOf } from './flaws';
import type { PathPattern } from './patterns';
import { pathPattern } from './patterns';
import type { Level, PolicyLayer } from './shape';
import { BROWSER_BLOCKED, LAYER_NAMES, LEVELS, SHAPE } from './shape';

const known = new WeakMap<SourceFile, Configuration>();

/**
 * What a configuration file says; `undefined` for a `package.json` without the key. Total: what cannot be is left out and
 * named in `problems`. `rules` are the ids that it may name. The same object for the same file, root and rules being
 * the same all the time.
 */
export function readConfiguration(file: SourceFile, root: Uri, rules: readonly string[]): Configuration | undefined {
  const before = known.get(file);
  if (before) return before;
  const [document, second] = documentsOf(file);
  const tree = document && documentTree(document);
  const { length } = file.text;
  const inPackage = file.uri.endsWith('/package.json');
  const node = inPackage ? get(tree, 'portolan') : tree;
  if (inPackage && !node) return undefined;
  const problems: ConfigurationProblem[] = (document ? documentProblems(document) : []).map((p) => ({
    // A parser may miss something behind the last character.
    site: spanOf(file.uri, { start: Math.min(p.start, length), end: Math.min(p.end, length) }),
    message: say`The configuration cannot be read here: ${p.message}.`,
  }));
  if (second)
    problems.push({
      site: spanOf(file.uri, { start: second.start, end: second.start }),
      message: say`Only the first document of a configuration counts. Keep one.`,
    });
  // What is broken is told by the parser; the half that it could save need not be whole.
  if (node && problems.length === 0) problems.push(...flawsOf(node, SHAPE, { rules }, ''));
  const made = { uri: file.uri, root, ...contentOf(node), problems };
  known.set(file, made);
  return made;
}

type Content = Omit<Configuration, 'uri' | 'root' | 'problems'>;

function contentOf(node: Node | undefined): Content {
  const ports = get(node, 'ports');
  const services = get(ports, 'services');
  return {
    rules: levelsOf(get(node, 'rules')),
    overrides: listOf(get(node, 'overrides')).map((o) => ({
      files: patternsOf(get(o, 'files')),
      rules: levelsOf(get(o, 'rules')),
    })),
    exclude: textsOf(get(node, 'exclude')),
    environments: entriesOf(get(node, 'environments')).map((e) => ({ name: e.key.value, files: patternsOf(e.value) })),
    trustedNetworks: textsOf(get(node, 'trustedNetworks')),
    services: entriesOf(services).flatMap((e) => serviceOf(e.key, e.value)),
    ...(services?.kind === 'map' && services.entries.length > 0 ? { servicesSite: siteOf(services) } : {}),
    ranges: rangesByLayer(get(ports, 'ranges')),
    reserved: listOf(get(ports, 'reserved')).flatMap(reservationOf),
    ...publicOf(get(ports, 'public')),
  };
}

/** The items of a list; a single one may stand without brackets. */
function listOf(node: Node | undefined): readonly Node[] {
  if (node?.kind === 'seq') return node.items;
  return node === undefined || (node.kind === 'scalar' && node.type === 'null') ? [] : [node];
}

function textsOf(node: Node | undefined): readonly string[] {
  return listOf(node).flatMap((n) => textOf(n) ?? []);
}

function patternsOf(node: Node | undefined): readonly PathPattern[] {
  return textsOf(node).flatMap((t) => pathPattern(t) ?? []);
}

function levelsOf(node: Node | undefined): ReadonlyMap<string, Level> {
  const out = new Map<string, Level>();
  for (const { key, value } of entriesOf(node)) {
    const level = LEVELS.find((l) => l === textOf(value));
    if (level) out.set(key.value, level);
  }
  return out;
}

function rangesOf(node: Node | undefined): readonly PortRange[] {
  return textsOf(node).flatMap((t) => rangeOf(t) ?? []);
}

/** An empty list means that nothing may be public; one that cannot be read means nothing at all. */
function publicOf(node: Node | undefined): Pick<Configuration, 'publicPorts'> {
  const publicPorts = rangesOf(node);
  return publicPorts.length > 0 || (node?.kind === 'seq' && node.items.length === 0) ? { publicPorts } : {};
}

function rangesByLayer(node: Node | undefined): ReadonlyMap<PolicyLayer, readonly PortRange[]> {
  const out = new Map<PolicyLayer, readonly PortRange[]>();
  for (const layer of LAYER_NAMES) {
    const ranges = rangesOf(get(node, layer));
    // A layer whose every range is unreadable would otherwise allow nothing.
    if (ranges.length > 0) out.set(layer, ranges);
  }
  return out;
}

function serviceOf(key: Node & { readonly value: string }, value: Node): readonly RegisteredService[] {
  const port = value.kind === 'map' ? get(value, 'port') : value;
  const number = port?.kind === 'scalar' ? portOf(port.value) : undefined;
  if (!port || number === undefined) return [];
  return [
    {
      name: key.value,
      nameSite: siteOf(key),
      port: number,
      portSite: siteOf(port),
      also: rangesOf(get(value, 'also')),
      names: textsOf(get(value, 'names')),
      isPublic: isTrue(get(value, 'public')),
    },
  ];
}

function reservationOf(node: Node): readonly Reservation[] {
  if (textOf(node) === BROWSER_BLOCKED) {
    const ranges = BROWSER_PORTS.map((n) => ({ from: n, to: n }));
    return [
      { ranges, because: say`browsers refuse to open it`, layers: ['host', 'node'], allow: [], site: siteOf(node) },
    ];
  }
  const ranges = rangesOf(node.kind === 'map' ? at(node, 'port') : node);
  if (ranges.length === 0) return [];
  const because = textOf(get(node, 'because'));
  const layers = textsOf(get(node, 'layers'));
  return [
    {
      ranges,
      layers: LAYER_NAMES.filter((l) => layers.includes(l)),
      allow: textsOf(get(node, 'allow')),
      site: siteOf(node.kind === 'map' ? (node.entries[0]?.key ?? node) : node),
      ...(because === undefined ? {} : { because }),
    },
  ];
}

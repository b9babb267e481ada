import type { Change } from '../../facts';
import type { Chart, Site, Stop } from '../../model/chart';
import type { MapNode } from '../../syntax/tree';
import { get, siteOf } from '../../syntax/tree';
import type { Written } from '../../text/change';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { isBelow } from '../../text/uri';
import type { Snapshot } from '../snapshot';
import type { ChartFolder } from './chartFolder';
import { chartFolderAt, isFreePath, isNumberAt } from './chartFolder';
import { isNumberEverywhere, valueWritten, valuesFrom } from './chartPorts';
import type { LiteralPort } from './literals';
import { chainOf, isLiteralSite, literalAt } from './literals';
import type { RefactoringKind } from './refactoring';

/** A number of a chart's templates becomes a key of its values. */
export const extractChartValue: RefactoringKind = {
  id: 'extract-chart-value',
  kind: 'refactor.extract',
  docs: {
    title: 'Extract a port to the values (Helm)',
    text: 'On a number in a template: adds a key to the chart’s `values.yaml` (`service.port`, `containerPort` …) and writes `{{ .Values.containerPort }}` in place of the number, everywhere in the chart’s templates where it means the same port: one of two equal numbers alone would be a trap for whoever sets the key. A key that some of these places read already is used. Not offered in named templates, in charts that are parts of others or whose schema allows no further keys, in maps that an anchor shares, and where a template takes the map in which the key would stand as a whole.',
  },
  at(snapshot, place) {
    const literal = literalAt(snapshot, place);
    const folder = literal && chartFolderAt(snapshot, place);
    const uses = folder && usesOf(snapshot, folder, literal);
    const path = uses && pathFor(snapshot, folder, literal, uses.keys);
    if (!path) return [];
    const written = uses.literals.map((at): Change | undefined => {
      const file = snapshot.files.get(at.uri);
      const from = file && valuesFrom(file, at);
      return from && { kind: 'replace', at, text: `{{ ${from}.${path.join('.')} }}` };
    });
    if (!written.every((c) => c !== undefined)) return [];
    const setting = isNumberAt(folder, path, literal.number) ? [] : [settingOf(folder, path, literal.number)];
    return [
      {
        title: titleOf(literal.number, path.join('.'), written.length - 1, setting.length > 0),
        rewrite: () => ({ changes: [...written, ...setting] }),
      },
    ];
  },
};

function titleOf(number: number, path: string, others: number, isNew: boolean): string {
  if (!isNew) {
    if (others === 0) return say`Use \`.Values.${path}\` for port ${number}`;
    return others === 1
      ? say`Use \`.Values.${path}\` for port ${number}, here and in 1 other place`
      : say`Use \`.Values.${path}\` for port ${number}, here and in ${others} other places`;
  }
  if (others === 0) return say`Extract port ${number} to \`.Values.${path}\``;
  return others === 1
    ? say`Extract port ${number} to \`.Values.${path}\`, here and in 1 other place`
    : say`Extract port ${number} to \`.Values.${path}\`, here and in ${others} other places`;
}

/** Where a chart writes a port. */
interface PortUses {
  readonly literals: readonly Span[];
  /** Keys of the values that it is read from elsewhere. */
  readonly keys: readonly (readonly string[])[];
}

/** All places of a chart that mean a port; `undefined` when one of them is neither a number nor a plain value. */
function usesOf(snapshot: Snapshot, folder: ChartFolder, literal: LiteralPort): PortUses | undefined {
  const literals: Span[] = [];
  const keys = new Map<string, readonly string[]>();
  for (const site of chainOf(snapshot, literal)) {
    const at = site.originOf ?? site.span;
    if (!isBelow(folder.directory, at.uri)) continue;
    const path = valueWritten(folder, at)?.path;
    if (path) keys.set(path.join('.'), path);
    else if (isLiteralSite(snapshot, site)) literals.push(at);
    else return undefined;
  }
  return { literals, keys: [...keys.values()] };
}

/** The key for a port: one that it is read from already, or a new one. */
function pathFor(
  snapshot: Snapshot,
  folder: ChartFolder,
  { number, found: [first] }: LiteralPort,
  keys: readonly (readonly string[])[],
): readonly string[] | undefined {
  const [known, ...more] = keys;
  if (more.length > 0) return undefined;
  if (known) {
    const holds = isNumberAt(folder, known, number) && isNumberEverywhere(snapshot, folder, known, number);
    return holds ? known : undefined;
  }
  return first && newPaths(folder, first, number).find((path) => path.every(isField) && isFreePath(folder, path));
}

/** Whether a template can ask for a key as `.key`: `.Values.my-api` and `.Values.2048` are syntax errors (text/template, `lexField`). */
function isField(key: string): boolean {
  return /^[A-Za-z_]\w*$/.test(key);
}

/** Keys that would be called rightly, best first. */
function newPaths(
  { tree }: ChartFolder,
  { chart, site }: { readonly chart: Chart; readonly site: Site },
  number: number,
): readonly (readonly string[])[] {
  const stop = chart.stops.get(site.stops[0] ?? '');
  if (!stop) return [];
  const name = stop.key.split('/')[3] ?? '';
  const component = tree.entries.find(({ key, value }) => value.kind === 'map' && isPartOfName(kebab(key.value), name));
  const base = component ? [component.key.value] : [];
  const word = wordFor(chart, stop, number);
  const own = `${camel(name)}${capital(word)}`;
  const others = [
    [...base, own],
    [...base, `${own}${number}`],
  ];
  // Where several have such a port, a key that does not say whose would be a riddle.
  if (!component && !isOnlyOwner(chart, stop)) return others;
  const isOutside = stop.layer === 'service' || stop.layer === 'host';
  return [...(isOutside ? [[...base, 'service', word]] : []), [...base, word], ...others];
}

/** What the last word of the key is: `port`, `containerPort`, `metricsPort` where there are several. */
function wordFor(chart: Chart, stop: Stop, number: number): string {
  const beside = [...chart.stops.values()].some(
    (s) => s.key === stop.key && s.layer === stop.layer && s.port.kind === 'number' && s.port.number !== number,
  );
  const word = stop.layer === 'service' ? 'port' : stop.layer === 'host' ? 'nodePort' : 'containerPort';
  if (!beside) return word;
  return stop.name === undefined ? `${word}${number}` : `${camel(stop.name)}${capital(word)}`;
}

function isOnlyOwner(chart: Chart, stop: Stop): boolean {
  return [...chart.stops.values()].every((s) => s.key === stop.key || s.layer !== stop.layer);
}

/** Whether a name is, or ends with, a word: `shop-api` with `api`. Every Service may be called one. */
function isPartOfName(word: string, name: string): boolean {
  return word !== 'service' && (name === word || name.endsWith(`-${word}`));
}

function kebab(text: string): string {
  return text.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function camel(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+(.)?/g, (_, c: string | undefined) => (c ?? '').toUpperCase());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Adds a key to the values, with the maps around it that are not there. */
function settingOf({ tree }: ChartFolder, path: readonly string[], number: number): Change {
  let map: MapNode = tree;
  let depth = 0;
  for (; depth < path.length - 1; depth++) {
    const next = get(map, path[depth] ?? '');
    if (next?.kind !== 'map') break;
    map = next;
  }
  const value = path.slice(depth + 1).reduceRight<Written>((inner, key) => ({ [key]: inner }), String(number));
  return { kind: 'insert-key', map: siteOf(map), key: path[depth] ?? '', value };
}

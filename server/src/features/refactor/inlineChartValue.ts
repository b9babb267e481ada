import type { Change } from '../../facts';
import { at, entriesOf, siteOf } from '../../syntax/tree';
import type { Entry } from '../../syntax/tree';
import { lineText, positionAt } from '../../text/source';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';
import type { Snapshot } from '../snapshot';
import type { ChartFolder, ValueUse } from './chartFolder';
import { chartFolderAt, isNumberAt, isPrefix, isSharedPath, mayBeSet } from './chartFolder';
import { actionAround, isNumberEverywhere, takesWhole, valueWritten } from './chartPorts';
import { numberOf } from './literals';
import type { RefactoringKind } from './refactoring';

/** A key of a chart's values becomes the number that it has. */
export const inlineChartValue: RefactoringKind = {
  id: 'inline-chart-value',
  kind: 'refactor.inline',
  docs: {
    title: 'Inline a value (Helm)',
    text: 'On `{{ .Values.containerPort }}` in a template: writes the number of `values.yaml`, wherever a template of the chart reads the key. The key goes too, unless it is described by a comment, stands alone in its map, is shared by an anchor, or may be set by another file of values. Not offered where environments set other numbers, and where the key is read in another way (`default`, `toYaml` of the map, `{{-`).',
  },
  at(snapshot, place) {
    const { uri, found } = place;
    const site = found[0]?.site;
    const number = site && numberOf(site);
    if (
      !site ||
      number === undefined ||
      site.originOf ||
      !snapshot.files.get(uri)?.text.startsWith('{{', site.span.start)
    )
      return [];
    if (!found.every((o) => spanKey(o.site.span) === spanKey(site.span) && numberOf(o.site) === number)) return [];
    const folder = chartFolderAt(snapshot, place);
    const path = folder && valueWritten(folder, site.span)?.path;
    if (!path || path.length === 0 || path.includes('*') || !isNumberAt(folder, path, number)) return [];
    const places = placesOf(folder, path);
    if (!places || !isNumberEverywhere(snapshot, folder, path, number)) return [];
    const written = places.map((p): Change => ({ kind: 'replace', at: p, text: String(number) }));
    return [
      {
        title: titleOf(path.join('.'), number, places.length - 1),
        rewrite: () => ({ changes: [...written, ...removal(snapshot, folder, path)] }),
      },
    ];
  },
};

function titleOf(path: string, number: number, others: number): string {
  if (others === 0) return say`Inline \`.Values.${path}\` (${number})`;
  return others === 1
    ? say`Inline \`.Values.${path}\` (${number}), here and in 1 other place`
    : say`Inline \`.Values.${path}\` (${number}), here and in ${others} other places`;
}

/** Every action that writes a value; `undefined` when it is read in other ways too. */
function placesOf({ uses }: ChartFolder, path: readonly string[]): readonly Span[] | undefined {
  const places: Span[] = [];
  for (const use of uses) {
    if (takesWhole(use, path)) return undefined;
    if (!use.path || !isPrefix(path, use.path)) continue;
    const action = use.path.length === path.length ? actionAround(use.file, use.reference) : undefined;
    if (!action) return undefined;
    places.push({ uri: use.file.uri, ...action });
  }
  return places;
}

/** Takes the key away where nothing else speaks of it. */
function removal(snapshot: Snapshot, folder: ChartFolder, path: readonly string[]): readonly Change[] {
  const { tree, values, uses, settings } = folder;
  const map = path.length === 1 ? tree : at(tree, ...path.slice(0, -1));
  const entry = entriesOf(map).find((e) => e.key.value === path.at(-1));
  if (!entry || entriesOf(map).length < 2 || mayBeSet(settings, path) || isDescribed(snapshot, entry)) return [];
  if (isSharedPath(folder, path)) return [];
  const isAsked = (u: ValueUse): boolean =>
    u.path !== undefined && u.path.length < path.length && isPrefix(u.path, path);
  if (uses.some(isAsked)) return [];
  const [key, value] = [siteOf(entry.key), siteOf(entry.value)];
  return [{ kind: 'remove', at: { uri: values.uri, start: key.start, end: value.end } }];
}

/** Whether a comment stands above an entry, or behind it. */
function isDescribed({ files }: Snapshot, { key }: Entry): boolean {
  const at = siteOf(key);
  const file = files.get(at.uri);
  if (!file) return true;
  const { line } = positionAt(file, at.start);
  return (
    (line > 0 &&
      lineText(file, line - 1)
        .trimStart()
        .startsWith('#')) ||
    lineText(file, line).includes('#')
  );
}

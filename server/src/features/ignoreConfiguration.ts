import type { Configuration } from '../configuration/configuration';
import { configurationOf } from '../configuration/configuration';
import { CONFIGURATION_FILES } from '../configuration/files';
import { matchesPath } from '../configuration/patterns';
import { readConfiguration } from '../configuration/read';
import type { Finding } from '../rules/finding';
import { rules } from '../rules/list';
import { documentTree, documentsOf } from '../syntax/documents';
import { changesToEdits } from '../syntax/edits';
import { eolOf } from '../syntax/lineEdits';
import type { Node } from '../syntax/tree';
import { get, itemsOf, siteOf, textOf } from '../syntax/tree';
import type { Change, Written } from '../text/change';
import type { TextEdit } from '../text/edit';
import { applyEdits } from '../text/edit';
import type { SourceFile } from '../text/source';
import { sourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { baseName, isBelow, relativePath } from '../text/uri';
import { SCHEMA_LINE } from './initialConfiguration';
import type { Snapshot } from './snapshot';

/** Where a rule is to be off: everywhere below the root, or in one file. */
export type IgnoreReach = 'everywhere' | 'file';

/** What turns a rule off in the configuration. */
export interface ConfigurationChange {
  readonly uri: Uri;
  /** The name of the file, as people call it: `portolan.yaml`. */
  readonly name: string;
  /** The file is not there yet. */
  readonly isNew: boolean;
  /** Worked out when asked for: edits of the file, for a new one its whole text; `undefined` when it cannot be made. */
  edits(): readonly TextEdit[] | undefined;
}

/**
 * Turns the rule of a finding off in the configuration in use, in its style; in a new `portolan.yaml` where there is none.
 * `undefined` where it would have no effect: the editor's settings say something else of the rule, or an override does.
 */
export function ignoreInConfiguration(
  snapshot: Snapshot,
  { rule, site }: Finding,
  reach: IgnoreReach,
): ConfigurationChange | undefined {
  if (snapshot.severities.has(rule.id)) return undefined;
  const configuration = configurationOf(snapshot.configurations, site.uri);
  const off: Off = { rule: rule.id, uri: site.uri, reach };
  if (!configuration) return newConfiguration(snapshot, off);
  const file = snapshot.files.get(configuration.uri);
  if (!file || configuration.problems.some((p) => !p.mild)) return undefined;
  if (reach === 'everywhere' && overrideOf(configuration, off)) return undefined;
  return {
    uri: configuration.uri,
    name: baseName(configuration.uri),
    isNew: false,
    edits: () => checked(file, configuration, off, editsIn(file, configuration, off)),
  };
}

interface Off {
  readonly rule: string;
  /** The file of the finding. */
  readonly uri: Uri;
  readonly reach: IgnoreReach;
}

function newConfiguration({ roots, files }: Snapshot, off: Off): ConfigurationChange | undefined {
  const root = roots.filter((r) => isBelow(r, off.uri)).sort((a, b) => b.length - a.length)[0];
  const [name = ''] = CONFIGURATION_FILES;
  const uri = `${root}/${name}`;
  if (root === undefined || files.has(uri)) return undefined;
  const said = linesOf(off, root).join('\n');
  return {
    uri,
    name,
    isNew: true,
    edits: () => [{ uri, start: 0, end: 0, newText: `${SCHEMA_LINE}\n\n${said}\n` }],
  };
}

/** What a configuration without such a key says. */
function linesOf({ rule, uri, reach }: Off, root: Uri): readonly string[] {
  if (reach === 'everywhere') return ['rules:', `  ${rule}: off`];
  return ['overrides:', `  - files: [${patternOf(root, uri)}]`, '    rules:', `      ${rule}: off`];
}

/** The path of a file as a pattern that matches it alone, as YAML text. */
function patternOf(root: Uri, uri: Uri): string {
  const path = `/${relativePath(root, uri)}`;
  return /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
}

/** The override that decides about the rule in the file. */
function overrideOf(
  { overrides, root }: Configuration,
  { rule, uri }: Off,
): Configuration['overrides'][number] | undefined {
  return overrides.findLast((o) => o.rules.has(rule) && matchesPath(o.files, root, uri));
}

function editsIn(file: SourceFile, configuration: Configuration, off: Off): readonly TextEdit[] | undefined {
  const [document] = documentsOf(file);
  const tree = document && documentTree(document);
  const top = file.uri.endsWith('/package.json') ? get(tree, 'portolan') : tree;
  if (top?.kind !== 'map' || top.entries.length === 0) {
    if (top?.kind === 'map' && file.uri.endsWith('.json')) return edited(file, [added(top, off, configuration.root)]);
    return top === undefined || top.kind === 'scalar' ? appended(file, off, configuration.root) : undefined;
  }
  return edited(file, [
    off.reach === 'everywhere' ? inRules(top, top, off, configuration) : inOverrides(top, off, configuration),
  ]);
}

function edited(file: SourceFile, changes: readonly Change[]): readonly TextEdit[] | undefined {
  return changesToEdits(changes, (uri) => (uri === file.uri ? file : undefined));
}

/** A key of its own behind the others. */
function added(top: Node, off: Off, root: Uri): Change {
  const key = off.reach === 'everywhere' ? 'rules' : 'overrides';
  const value: Written = off.reach === 'everywhere' ? { [off.rule]: 'off' } : [overrideFor(off, root)];
  return { kind: 'insert-key', map: siteOf(top), key, value };
}

function overrideFor({ rule, uri }: Off, root: Uri): Written {
  return { files: [patternOf(root, uri)], rules: { [rule]: 'off' } };
}

/** Behind the comments of a file that says nothing yet. */
function appended(file: SourceFile, off: Off, root: Uri): readonly TextEdit[] {
  const eol = eolOf(file);
  const end = file.text.length;
  const gap = file.text === '' || file.text.endsWith('\n') ? '' : eol;
  return [{ uri: file.uri, start: end, end, newText: `${gap}${linesOf(off, root).join(eol)}${eol}` }];
}

/** The rule in the `rules` of the configuration or of one override. */
function inRules(map: Node, top: Node, off: Off, { root }: Configuration): Change {
  const rules = get(map, 'rules');
  if (!rules) return added(top, off, root);
  const value: Written = { [off.rule]: 'off' };
  if (rules.kind !== 'map' || rules.entries.length === 0)
    return { kind: 'replace-entry', map: siteOf(map), old: 'rules', key: 'rules', value };
  const level = get(rules, off.rule);
  if (level) return { kind: 'replace', at: siteOf(level), text: 'off' };
  return { kind: 'insert-key', map: siteOf(rules), key: off.rule, value: 'off' };
}

/** The rule in an override for the file alone, where the last one is that; in a new one otherwise. */
function inOverrides(top: Node, off: Off, configuration: Configuration): Change {
  const { root } = configuration;
  const overrides = get(top, 'overrides');
  if (!overrides) return added(top, off, root);
  const last = itemsOf(overrides).at(-1);
  if (overrides.kind !== 'seq' || !last)
    return {
      kind: 'replace-entry',
      map: siteOf(top),
      old: 'overrides',
      key: 'overrides',
      value: [overrideFor(off, root)],
    };
  const files = get(last, 'files');
  const path = `/${relativePath(root, off.uri)}`;
  const only = files?.kind === 'seq' ? (files.items.length === 1 ? files.items[0] : undefined) : files;
  if (textOf(only) === path && get(last, 'rules')) return inRules(last, top, off, configuration);
  return { kind: 'insert-item', seq: siteOf(overrides), value: overrideFor(off, root) };
}

/** The edits, when the file reads as it is meant after them. */
function checked(
  file: SourceFile,
  { root }: Configuration,
  off: Off,
  edits: readonly TextEdit[] | undefined,
): readonly TextEdit[] | undefined {
  if (!edits) return undefined;
  const after = sourceFile(file.uri, applyEdits(file.text, file.uri, edits));
  const ids = rules.map((r) => r.meta.id);
  const read = readConfiguration(after, root, ids);
  if (!read || read.problems.some((p) => !p.mild)) return undefined;
  const level = overrideOf(read, off)?.rules.get(off.rule) ?? read.rules.get(off.rule);
  return level === 'off' ? edits : undefined;
}

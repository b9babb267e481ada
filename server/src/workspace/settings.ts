import { settings as table } from '../../../shared/src/settings';
import type { Severity } from '../rules/rule';
import type { Uri } from '../text/span';
import type { WorkspaceSettings } from './workspace';

const SEVERITIES: ReadonlySet<string> = new Set(['error', 'warning', 'info', 'hint', 'off']);

/** Settings read from whatever an editor or a command line gave, and what was wrong with it. */
export interface ReadSettings {
  readonly settings: WorkspaceSettings;
  /** One sentence each. */
  readonly problems: readonly string[];
}

function defaultOf(key: string): unknown {
  return table.find((s) => s.key === key)?.default;
}

/**
 * Reads the section `portolan`. Total: a value of the wrong kind counts as not set and is named in `problems`.
 * `knownRules` are the ids that `rules` may name; `folders` the sections of single roots.
 */
export function readSettings(
  value: unknown,
  roots: readonly Uri[],
  knownRules: ReadonlySet<string>,
  folders: ReadonlyMap<Uri, unknown> = new Map(),
): ReadSettings {
  const given = sectionOf(value);
  const problems: string[] = [];
  const settings: WorkspaceSettings = {
    roots,
    severities: severitiesOf(given['rules'], knownRules, problems),
    excludes: stringsOf(given['exclude'], 'exclude', problems),
    ...ofFolders(folders, given, knownRules, problems),
    includeFixtures: booleanOf(given['checkFixtures'], 'checkFixtures', problems),
    maxFileSize: numberOf(given['maxFileSize'], 'maxFileSize', problems),
    maxFiles: numberOf(given['maxFiles'], 'maxFiles', problems),
  };
  return { settings, problems };
}

function sectionOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** What may differ between folders: for all of them where it does for one, since they may lie in each other. */
function ofFolders(
  folders: ReadonlyMap<Uri, unknown>,
  given: Readonly<Record<string, unknown>>,
  knownRules: ReadonlySet<string>,
  problems: string[],
): Pick<WorkspaceSettings, 'folderSeverities' | 'folderExcludes'> {
  const others = (key: string) => {
    const all = [...folders].map(([uri, value]) => [uri, sectionOf(value)[key] ?? given[key]] as const);
    return all.some(([, own]) => JSON.stringify(own) !== JSON.stringify(given[key])) ? all : [];
  };
  const rules = others('rules').map(([uri, own]) => [uri, severitiesOf(own, knownRules, problems)] as const);
  const excludes = others('exclude').map(([uri, own]) => [uri, stringsOf(own, 'exclude', problems)] as const);
  return {
    ...(rules.length > 0 ? { folderSeverities: new Map(rules) } : {}),
    ...(excludes.length > 0 ? { folderExcludes: new Map(excludes) } : {}),
  };
}

function severitiesOf(
  value: unknown,
  known: ReadonlySet<string>,
  problems: string[],
): ReadonlyMap<string, Severity | 'off'> {
  const out = new Map<string, Severity | 'off'>();
  if (value === undefined || value === null) return out;
  if (typeof value !== 'object') {
    problems.push('`portolan.rules` must be an object of rule ids and severities.');
    return out;
  }
  for (const [id, severity] of Object.entries(value)) {
    if (!known.has(id)) problems.push(`\`portolan.rules\` names \`${id}\`, which is not a rule.`);
    else if (typeof severity !== 'string' || !SEVERITIES.has(severity))
      problems.push(`\`portolan.rules.${id}\` must be one of ${[...SEVERITIES].join(', ')}.`);
    else out.set(id, severity as Severity | 'off');
  }
  return out;
}

function stringsOf(value: unknown, key: string, problems: string[]): readonly string[] {
  if (value === undefined || value === null) return defaultOf(key) as readonly string[];
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value;
  problems.push(`\`portolan.${key}\` must be a list of strings.`);
  return defaultOf(key) as readonly string[];
}

function booleanOf(value: unknown, key: string, problems: string[]): boolean {
  if (typeof value === 'boolean') return value;
  if (value !== undefined && value !== null) problems.push(`\`portolan.${key}\` must be true or false.`);
  return defaultOf(key) as boolean;
}

function numberOf(value: unknown, key: string, problems: string[]): number {
  const setting = table.find((s) => s.key === key);
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = setting ?? {};
  if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
  if (value !== undefined && value !== null)
    problems.push(`\`portolan.${key}\` must be a number from ${minimum} to ${maximum}.`);
  return defaultOf(key) as number;
}

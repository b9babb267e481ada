import type { Configuration } from '../configuration/configuration';
import { configurationOf } from '../configuration/configuration';
import { matchesPath } from '../configuration/patterns';
import type { Level } from '../configuration/shape';
import type { RuleMeta } from '../rules/rule';
import type { Uri } from '../text/span';
import { folderOf } from '../text/uri';

/** Severities that settings give to rules; absent: the rule's own. */
export type SeveritySettings = ReadonlyMap<string, Level>;

/** Everything that says at which level rules report. */
export interface Levels {
  /** What the editor's settings or the command line say; it counts before what files say. */
  readonly given: SeveritySettings;
  /** The same for single roots, in place of it. */
  readonly folders?: ReadonlyMap<Uri, SeveritySettings> | undefined;
  readonly configurations: readonly Configuration[];
}

/** The level of a rule somewhere, and whether somebody chose it. */
export interface LevelHere {
  readonly level: Level;
  readonly chosen: boolean;
}

/** The level at which a rule reports in a file; `off` when it does not. */
export function levelAt(meta: RuleMeta, uri: Uri, { given, folders, configurations }: Levels): LevelHere {
  const set = (folders?.get(folderOf(folders.keys(), uri) ?? '') ?? given).get(meta.id);
  if (set !== undefined) return { level: set, chosen: true };
  const configuration = configurationOf(configurations, uri);
  if (!configuration) return { level: meta.severity, chosen: false };
  const own = configuration.overrides.findLast(
    (o) => o.rules.has(meta.id) && matchesPath(o.files, configuration.root, uri),
  );
  const level = own?.rules.get(meta.id) ?? configuration.rules.get(meta.id);
  return level === undefined ? { level: ownLevel(meta, configuration), chosen: false } : { level, chosen: true };
}

function ownLevel({ severity, configured }: RuleMeta, configuration: Configuration): Level {
  return configured && isConfigured(configuration, configured.by) ? configured.severity : severity;
}

/** Whether a part of the port strategy is written. */
function isConfigured(c: Configuration, part: NonNullable<RuleMeta['configured']>['by']): boolean {
  switch (part) {
    case 'ranges':
      return c.ranges.size > 0;
    case 'reserved':
      return c.reserved.length > 0;
    case 'services':
      return c.services.length > 0;
    case 'public':
      return c.publicPorts !== undefined;
  }
}

/** Whether a rule may report anywhere at all. */
export function mayReport(meta: RuleMeta, { given, folders, configurations }: Levels): boolean {
  const all = [given, ...(folders?.values() ?? [])].map((settings) => settings.get(meta.id));
  if (all.some((set) => set !== undefined && set !== 'off')) return true;
  if (all.every((set) => set !== undefined)) return false;
  if (meta.severity !== 'off') return true;
  return configurations.some(
    (c) =>
      ownLevel(meta, c) !== 'off' ||
      [c.rules, ...c.overrides.map((o) => o.rules)].some((r) => (r.get(meta.id) ?? 'off') !== 'off'),
  );
}

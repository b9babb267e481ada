import type {
  ConfigFact,
  ConfigFileFact,
  ConfigKey,
  ConfigSource,
  EnvVar,
  Fact,
  UnitFact,
  WorkloadFact,
} from '../facts';
import { unitEvidence } from '../lore/unitEvidence';
import type { MountedFile } from './mountedFiles';
import { dialledByFiles, listenedByFiles, mountedPath } from './mountedFiles';

type Find = (reference: Pick<ConfigKey | ConfigSource, 'objectKind' | 'name'>) => ConfigFact | undefined;

/**
 * Facts with the values that objects take from each other put in their places: variables from entries of ConfigMaps and
 * Secrets, and what the configuration files say that a container mounts. An object counts for the workloads of its
 * own namespace; what is not in the context stays unknown.
 */
export function withConfigs(facts: readonly Fact[]): readonly Fact[] {
  const configs = indexOf(facts);
  if (configs.size === 0) return facts;
  const files = filesOf(facts);
  return facts.map((fact) => (fact.kind === 'workload' && takes(fact) ? withEntries(fact, configs, files) : fact));
}

/** Files by the id of the object that holds them. One that is the same object holds the same files. */
type Files = ReadonlyMap<string, readonly ConfigFileFact[]>;

function filesOf(facts: readonly Fact[]): Files {
  const out = new Map<string, ConfigFileFact[]>();
  for (const fact of facts) {
    if (fact.kind !== 'config-file') continue;
    const list = out.get(fact.owner);
    if (list) list.push(fact);
    else out.set(fact.owner, [fact]);
  }
  return out;
}

/** Objects by kind, namespace and name; those that stand twice are left out, since it is not known which counts. */
function indexOf(facts: readonly Fact[]): ReadonlyMap<string, ConfigFact> {
  const out = new Map<string, ConfigFact>();
  const twice = new Set<string>();
  for (const fact of facts) {
    if (fact.kind !== 'config') continue;
    const key = keyOf(fact.objectKind, fact.namespace?.value, fact.name.value);
    if (out.has(key)) twice.add(key);
    out.set(key, fact);
  }
  for (const key of twice) out.delete(key);
  return out;
}

function keyOf(objectKind: string, namespace: string | undefined, name: string): string {
  return `${objectKind} ${namespace ?? ''}/${name}`;
}

const takers = new WeakMap<WorkloadFact, boolean>();

/** Whether a workload takes values from other objects. */
function takes(workload: WorkloadFact): boolean {
  const known = takers.get(workload);
  if (known !== undefined) return known;
  const made = workload.units.some((u) => refers(u));
  takers.set(workload, made);
  return made;
}

function refers(unit: UnitFact): boolean {
  return (
    unit.envFrom !== undefined ||
    unit.env.some((v) => v.from) ||
    unit.mounts.some((m) => m.kind === 'config' || m.kind === 'secret')
  );
}

/** A workload with its values, and the objects that it asked for. */
interface Filled {
  readonly asked: ReadonlyMap<string, ConfigFact | undefined>;
  readonly fact: WorkloadFact;
}

const filled = new WeakMap<WorkloadFact, Filled>();

/** The same fact as long as it is told the same, so that what was made of it holds. */
function withEntries(workload: WorkloadFact, configs: ReadonlyMap<string, ConfigFact>, files: Files): WorkloadFact {
  const known = filled.get(workload);
  if (known && [...known.asked].every(([key, config]) => configs.get(key) === config)) return known.fact;
  const asked = new Map<string, ConfigFact | undefined>();
  const get = (key: string) => {
    const config = configs.get(key);
    asked.set(key, config);
    return config;
  };
  const fact = fillWorkload(workload, { get }, files);
  filled.set(workload, { asked, fact });
  return fact;
}

type Configs = Pick<ReadonlyMap<string, ConfigFact>, 'get'>;

function fillWorkload(workload: WorkloadFact, configs: Configs, files: Files): WorkloadFact {
  const find: Find = ({ objectKind, name }) => configs.get(keyOf(objectKind, workload.namespace?.value, name.value));
  return {
    ...workload,
    units: workload.units.map((u) =>
      refers(u) ? fill(u, find, mountedFiles(u, configs, files, workload.namespace?.value)) : u,
    ),
  };
}

/** A unit with its values, and the entries and files that they came from. */
interface FilledUnit {
  readonly inputs: readonly unknown[];
  readonly fact: UnitFact;
}

const filledUnits = new WeakMap<UnitFact, FilledUnit>();

/** Builds of one base give their units the same entries of objects that differ in name or namespace only. */
function fill(unit: UnitFact, find: Find, files: readonly MountedFile[]): UnitFact {
  if (files.length > 0) return fillAnew(unit, find, files);
  const from = unit.env.flatMap((v) => (v.from ? [find(v.from)] : []));
  const inputs = [...from, ...(unit.envFrom ?? []).map(find)].flatMap((c) => [c?.entries, c?.fragment]);
  const known = filledUnits.get(unit);
  if (known?.inputs.length === inputs.length && known.inputs.every((x, i) => x === inputs[i])) return known.fact;
  const fact = fillAnew(unit, find, files);
  filledUnits.set(unit, { inputs, fact });
  return fact;
}

function fillAnew(unit: UnitFact, find: Find, files: readonly MountedFile[]): UnitFact {
  const { envFrom, envOpen, ...rest } = unit;
  const sources = envFrom ?? [];
  const env = mergedVariables(
    unit.env.map((v) => fromKey(v, find)),
    sources,
    find,
  );
  // The format says that the sources may hold more; when all of them are here, they are known.
  const missing = sources.filter((s) => find(s)?.fragment !== false);
  const open = envOpen && sources.some((s) => s.site === envOpen.at) && missing.length === 0 ? undefined : envOpen;
  const filled = {
    ...rest,
    env,
    ...(missing.length > 0 ? { envFrom: missing } : {}),
    ...(open ? { envOpen: open } : {}),
  };
  const { listens, connects } = unitEvidence(filled);
  // The format has seen values that are known in part, which are not among the variables.
  const other = unit.connects.filter(
    (c) => !connects.some((n) => n.site.uri === c.site.uri && n.site.start === c.site.start && n.key === c.key),
  );
  return {
    ...filled,
    listens: [...listens, ...listenedByFiles(filled, files)].sort((a, b) => a.level - b.level),
    connects: [...connects, ...other, ...dialledByFiles(files)],
  };
}

function fromKey(variable: EnvVar, find: Find): EnvVar {
  const { from, open: _unknown, ...rest } = variable;
  const value = from && find(from)?.entries.get(from.key.value)?.value;
  return value ? { ...rest, from, value } : variable;
}

/** Variables of the sources, a later one over an earlier one, and those written one by one over all of them. */
function mergedVariables(own: readonly EnvVar[], sources: readonly ConfigSource[], find: Find): readonly EnvVar[] {
  const taken = new Set(own.map((v) => v.name));
  const out = new Map<string, EnvVar>();
  for (const source of sources) {
    for (const [key, entry] of find(source)?.entries ?? []) {
      const name = source.prefix + key;
      // The kubelet passes over keys that are no names of variables; files are such, by their dots or their lines.
      if (taken.has(name) || !/^[A-Za-z_][\w-]*$/.test(name) || entry.value?.text.includes('\n')) continue;
      const base = { name, nameSite: entry.keySite, source: 'config-map' } as const;
      out.set(
        name,
        entry.value
          ? { ...base, value: entry.value }
          : { ...base, open: { because: `it comes from ${source.objectKind} ${source.name.value}`, at: source.site } },
      );
    }
  }
  return [...out.values(), ...own];
}

function mountedFiles(
  unit: UnitFact,
  configs: Configs,
  files: Files,
  namespace: string | undefined,
): readonly MountedFile[] {
  return unit.mounts.flatMap((m) => {
    if (m.source === undefined || (m.kind !== 'config' && m.kind !== 'secret')) return [];
    const config = configs.get(keyOf(m.kind === 'config' ? 'ConfigMap' : 'Secret', namespace, m.source));
    return (config ? (files.get(config.id) ?? []) : []).flatMap((file): readonly MountedFile[] => {
      const path = mountedPath(m, file.name);
      return path === undefined ? [] : [{ file, path }];
    });
  });
}

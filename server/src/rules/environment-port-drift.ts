import type { Located, Port } from '../facts';
import { showPort, weakest } from '../facts';
import { unitName } from '../model/listening';
import type { Twin, Twins } from '../model/twins';
import { twinsOf } from '../model/twins';
import { say } from '../text/say';
import { spanKey } from '../text/span';
import { baseName } from '../text/uri';
import type { Report, WorkspaceRule } from './rule';
import { fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly port: Located<Port>;
  /** What the other environments have, when it is one port. */
  readonly others: readonly { readonly environment: string; readonly text: string }[];
}

/** E4: the same program has different container ports in different environments. */
export const environmentPortDrift: WorkspaceRule<Data> = {
  scope: 'workspace',
  meta: {
    id: 'environment-port-drift',
    summary: 'The same service has different container ports in different environments.',
    category: 'policy',
    severity: 'info',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The port inside the container is part of the program, not of the place where it runs. When it differs between environments, what works locally fails in staging, and every check, policy and address has to be kept in two versions.',
      howToFix: 'Use one container port everywhere; let only published and edge ports differ.',
      whenToIgnore:
        'When the environments run different servers on purpose, such as a development server. Published ports, node ports and load balancers are never compared, and containers that share at least one port are left alone.',
    },
  },
  *check(model) {
    const told = new Set<string>();
    for (const twins of twinsOf(model)) {
      const report = reportOf(twins);
      if (!report || told.has(spanKey(report.site))) continue;
      told.add(spanKey(report.site));
      yield report;
    }
  },
  fix: ({ port, others }) =>
    others.flatMap(({ environment, text }) =>
      fixOf(say`Use the port of ${environment} here: ${text}`, rewritten(port, text)),
    ),
};

function reportOf(twins: Twins): Report<Data> | undefined {
  const byPorts = new Map<string, Twin[]>();
  for (const twin of twins) {
    const key = listOf(twin);
    byPorts.set(key, [...(byPorts.get(key) ?? []), twin]);
  }
  const groups = [...byPorts.values()];
  const odd = groups.length > 1 ? oddOne(groups) : undefined;
  const subject = odd?.[0];
  if (!odd || !subject) return undefined;
  const others = groups.filter((g) => g !== odd).flat();
  // One environment may hold variants; and a shared port means that the program is where the others expect it.
  if (others.some((o) => meets(o, subject) || odd.some((t) => t.environment === o.environment))) return undefined;
  const [port] = subject.ports;
  if (!port) return undefined;
  const named = uniqueBy(others, (t) => `${t.environment} ${listOf(t)}`);
  const elsewhere = named.map((t) => say`${listOf(t)} in ${t.environment} (${fileOf(t)})`).join(', ');
  return {
    site: port.site,
    message: say`${unitName(subject.unit)} has container port ${listOf(subject)} in ${subject.environment}, but ${elsewhere}: it is the same program, so checks and addresses that are right in one environment are wrong in the other. Use one container port everywhere.`,
    certainty: weakest(...[...odd, ...others].flatMap((t) => t.ports.map((p) => p.certainty)), 'high'),
    related: named.flatMap((t) =>
      t.ports.slice(0, 1).map((p) => ({ at: p.site, message: say`in ${t.environment}: ${listOf(t)}` })),
    ),
    data: {
      port,
      others: named.flatMap((t) =>
        t.ports.length === 1 && subject.ports.length === 1 ? [{ environment: t.environment, text: listOf(t) }] : [],
      ),
    },
  };
}

const RANK: readonly string[] = ['prod', 'staging', 'qa', 'preview', 'cluster', 'test', 'dev', 'local'];

/** The group that stands against the most: the fewest environments, and of equals the farthest from production. */
function oddOne(groups: readonly (readonly Twin[])[]): readonly Twin[] | undefined {
  const size = (g: readonly Twin[]): number => new Set(g.map((t) => t.environment)).size;
  const rank = (g: readonly Twin[]): number => Math.min(...g.map((t) => (RANK.indexOf(t.environment) + 9) % 9));
  return [...groups].sort((a, b) => size(a) - size(b) || rank(b) - rank(a))[0];
}

function meets(a: Twin, b: Twin): boolean {
  return a.ports.some((p) => b.ports.some((q) => showPort(p.value) === showPort(q.value)));
}

function listOf(twin: Twin): string {
  return [...new Set(twin.ports.map((p) => showPort(p.value)))].join(', ');
}

/** The file that says it: for a chart that of the values. */
function fileOf(twin: Twin): string {
  const port = twin.ports[0] as Located<Port>;
  return `\`${baseName((originOf(port) ?? port.site).uri)}\``;
}

function uniqueBy<T>(all: readonly T[], key: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [key(one), one])).values()];
}

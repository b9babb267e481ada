import { mermaidText } from './mermaid';
import type { MapEnvironment, MapFinding, MapPort, MapService, PortMap } from './portMap';

/**
 * The map as a Mermaid flow chart: environments and networks as subgraphs, services with their ports, connections by the port
 * that is asked, ways from outside by the outer port. What contradicts something has a cross at its end, or its severity in words
 * and a border. The same text for the same map; ends with a line break.
 */
export function mapMermaid({ environments }: PortMap<unknown>): string {
  const chart: Chart = { lines: ['flowchart LR'], broken: new Map(), next: 1 };
  for (const e of environments) environmentLines(e, chart);
  if (environments.length === 0) chart.lines.push('  empty["no service"]');
  for (const [severity, ids] of chart.broken) {
    chart.lines.push(`  classDef ${severity} ${STYLES[severity]}`, `  class ${ids.join(',')} ${severity}`);
  }
  return `${chart.lines.join('\n')}\n`;
}

interface Chart {
  readonly lines: string[];
  readonly broken: Map<Severity, string[]>;
  next: number;
}

type Severity = 'error' | 'warning';

const STYLES: Readonly<Record<Severity, string>> = {
  error: 'stroke:#b3171f,stroke-width:3px',
  warning: 'stroke:#8a5a00,stroke-width:3px,stroke-dasharray:6 3',
};

function environmentLines(environment: MapEnvironment<unknown>, chart: Chart): void {
  const own = chart.next++;
  const ids = new Map(environment.services.map((s, i) => [s.id, `s${own}_${i + 1}`]));
  chart.lines.push(`  subgraph e${own}["${mermaidText(environment.name)} · ${mermaidText(environment.source)}"]`);
  const inNetwork = new Map(environment.networks.map((n) => [n.id, [] as MapService<unknown>[]]));
  for (const s of environment.services) inNetwork.get(s.networks[0] ?? '')?.push(s);
  let count = 0;
  for (const { id, name, kind } of environment.networks) {
    const services = inNetwork.get(id) ?? [];
    if (services.length === 0) continue;
    chart.lines.push(`    subgraph n${own}_${++count}["${kind} ${mermaidText(name)}"]`);
    for (const s of services) chart.lines.push(`      ${node(s, ids, chart)}`);
    chart.lines.push('    end');
  }
  for (const s of environment.services)
    if (!inNetwork.has(s.networks[0] ?? '')) chart.lines.push(`    ${node(s, ids, chart)}`);
  chart.lines.push('  end');
  chart.lines.push(...wayLines(environment, own, ids));
  const labels = new Map(environment.services.flatMap((s) => s.ports.map((p) => [p.id, p.label] as const)));
  for (const c of environment.connections) {
    const [from, to] = [ids.get(c.from), ids.get(c.to)];
    if (from === undefined || to === undefined) continue;
    const inner = c.port === undefined ? undefined : labels.get(c.port);
    const text = [c.label, ...(inner === undefined || inner === c.label ? [] : [`to ${inner}`])];
    const severity = worst(c.findings);
    chart.lines.push(
      `  ${from} ${severity ? '--x' : '-->'}|"${mermaidText([...text, ...(severity ?? [])].join(' '))}"| ${to}`,
    );
  }
}

function node(service: MapService<unknown>, ids: ReadonlyMap<string, string>, chart: Chart): string {
  const id = ids.get(service.id) ?? '';
  const severity = worst([...service.findings, ...service.ports.flatMap((p) => p.findings)])?.[0];
  if (severity === 'error' || severity === 'warning')
    chart.broken.set(severity, [...(chart.broken.get(severity) ?? []), id]);
  const ports = service.ports.map((p) => mermaidText(portText(p)));
  return `${id}["${[mermaidText(service.name), ...(ports.length > 0 ? [ports.join(', ')] : [])].join('<br/>')}"]`;
}

function portText(port: MapPort<unknown>): string {
  const protocol = port.protocol === 'tcp' ? '' : `/${port.protocol}`;
  const severity = worst(port.findings);
  return [`${port.label}${protocol}`, ...(severity ?? [])].join(' ');
}

function wayLines(
  environment: MapEnvironment<unknown>,
  own: number,
  ids: ReadonlyMap<string, string>,
): readonly string[] {
  const edges = new Map<string, string>();
  for (const service of environment.services)
    for (const port of service.ports)
      for (const way of port.ways) {
        if (!way.isPublic && !way.isHost) continue;
        const side = way.isPublic ? `outside${own}` : `host${own}`;
        const text = way.label === port.label ? way.label : `${way.label} to ${port.label}`;
        const line = `  ${side} ${way.isPublic ? '-->' : '-.->'}|"${mermaidText(text)}"| ${ids.get(service.id) ?? ''}`;
        edges.set(line, side);
      }
  const sides = new Set(edges.values());
  return [
    ...(sides.has(`outside${own}`) ? [`  outside${own}(("outside"))`] : []),
    ...(sides.has(`host${own}`) ? [`  host${own}(("this host"))`] : []),
    ...edges.keys(),
  ];
}

/** The worst of findings that contradict something, as a list of one word; `undefined` when there is none. */
function worst(findings: readonly MapFinding<unknown>[]): readonly [Severity] | undefined {
  if (findings.some((f) => f.severity === 'error')) return ['error'];
  return findings.some((f) => f.severity === 'warning') ? ['warning'] : undefined;
}

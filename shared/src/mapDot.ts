import type { MapEnvironment, MapFinding, MapPort, MapService, PortMap } from './portMap';
import { xmlText } from './picture/xml';
import { visible } from './visible';

/**
 * The map as a graph of Graphviz (the DOT language): clusters for environments and networks, a table for each service with a
 * row for each port, edges that end at ports. The same text for the same map; ends with a line break.
 */
export function mapDot({ environments }: PortMap<unknown>): string {
  const lines = [
    'digraph "port map" {',
    '  graph [rankdir=LR, compound=true, fontname="Helvetica"];',
    '  node [shape=plain, fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...environments.flatMap((e, i) => environmentLines(e, i + 1)),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** A text in quotation marks as DOT reads it: backslashes would be escapes of labels. */
function quoted(text: string): string {
  return `"${visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function environmentLines(environment: MapEnvironment<unknown>, own: number): readonly string[] {
  const ids = new Map(environment.services.map((s, i) => [s.id, `s${own}_${i + 1}`]));
  const ports = new Map(environment.services.flatMap((s) => s.ports.map((p, i) => [p.id, { p, at: `p${i + 1}` }])));
  const lines = [
    `  subgraph cluster_e${own} {`,
    `    label=${quoted(`${environment.name} (${environment.source})`)}; style=rounded;`,
  ];
  const drawn = new Set<string>();
  environment.networks.forEach(({ id, name, kind }, i) => {
    const services = environment.services.filter((s) => s.networks[0] === id);
    if (services.length === 0) return;
    lines.push(`    subgraph cluster_n${own}_${i + 1} {`, `      label=${quoted(`${kind} ${name}`)}; style=dashed;`);
    for (const s of services) {
      drawn.add(s.id);
      lines.push(`      ${node(s, ids)}`);
    }
    lines.push('    }');
  });
  for (const s of environment.services) if (!drawn.has(s.id)) lines.push(`    ${node(s, ids)}`);
  lines.push('  }', ...wayLines(environment, own, ids));
  for (const c of environment.connections) {
    const [from, to] = [ids.get(c.from), ids.get(c.to)];
    if (from === undefined || to === undefined) continue;
    const port = c.port === undefined ? undefined : ports.get(c.port);
    const label = port?.p.label === c.label ? [] : [`label=${quoted(c.label)}`];
    const attributes = [...label, `tooltip=${quoted(c.by)}`, ...edgeStyle(c.findings)];
    lines.push(`  ${from} -> ${to}${port ? `:${port.at}:w` : ''} [${attributes.join(', ')}];`);
  }
  return lines;
}

const COLOURS = { error: '#b3171f', warning: '#8a5a00' } as const;

function edgeStyle(findings: readonly MapFinding<unknown>[]): readonly string[] {
  const severity = worst(findings);
  if (!severity) return [];
  const colour = quoted(COLOURS[severity]);
  return [`color=${colour}`, `fontcolor=${colour}`, 'style=dashed', 'penwidth=2', `headlabel=${quoted(severity)}`];
}

/** A table: the name above, and a row for each port at which edges end. */
function node(service: MapService<unknown>, ids: ReadonlyMap<string, string>): string {
  const severity = worst(service.findings);
  const head = [`<B>${xmlText(service.name)}</B>`, xmlText(service.kind), ...(severity ? [xmlText(severity)] : [])];
  const rows = service.ports.map((p, i) => `<TR><TD PORT="p${i + 1}" ALIGN="LEFT">${portText(p)}</TD></TR>`);
  const border = severity ? ` COLOR="${COLOURS[severity]}"` : '';
  const table = `<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4"${border}><TR><TD>${head.join('<BR/>')}</TD></TR>${rows.join('')}</TABLE>`;
  return `${ids.get(service.id) ?? ''} [label=<${table}>];`;
}

function portText(port: MapPort<unknown>): string {
  const protocol = port.protocol === 'tcp' ? '' : `/${port.protocol}`;
  const severity = worst(port.findings);
  const open = port.ways.some((w) => w.isPublic) ? ['public'] : [];
  const text = [`${port.label}${protocol}`, ...(port.name === undefined ? [] : [port.name]), ...open];
  const told = xmlText([...text, ...(severity ? [severity] : [])].join(' '));
  return severity ? `<FONT COLOR="${COLOURS[severity]}">${told}</FONT>` : told;
}

function wayLines(
  environment: MapEnvironment<unknown>,
  own: number,
  ids: ReadonlyMap<string, string>,
): readonly string[] {
  const sides = new Set<string>();
  const edges: string[] = [];
  for (const service of environment.services) {
    service.ports.forEach((port, i) => {
      for (const way of port.ways) {
        if (!way.isPublic && !way.isHost) continue;
        const side = way.isPublic ? 'outside' : 'host';
        sides.add(side);
        const style = way.isPublic ? [] : ['style=dotted'];
        const attributes = [`label=${quoted(way.label)}`, `tooltip=${quoted(`${way.owner}: ${way.reach}`)}`, ...style];
        edges.push(`  ${side}${own} -> ${ids.get(service.id) ?? ''}:p${i + 1}:w [${attributes.join(', ')}];`);
      }
    });
  }
  return [
    ...(sides.has('outside') ? [`  outside${own} [shape=ellipse, label="outside"];`] : []),
    ...(sides.has('host') ? [`  host${own} [shape=ellipse, style=dashed, label="this host"];`] : []),
    ...edges,
  ];
}

function worst(findings: readonly MapFinding<unknown>[]): 'error' | 'warning' | undefined {
  return (['error', 'warning'] as const).find((s) => findings.some((f) => f.severity === s));
}

import type { Port } from '../facts';
import { showPort, single } from '../facts';
import { bindingsOf, isOpenToOutside } from '../model/bindings';
import type { ContextModel, Workload } from '../model/model';

const SCHEMA = 'https://raw.githubusercontent.com/portolan-dev/portolan/main/schemas/portolan.schema.json';

/** The line by which editors find the schema of a configuration. */
export const SCHEMA_LINE = `# yaml-language-server: $schema=${SCHEMA}`;

/**
 * A first configuration: the services that are there with their ports, and the ports that can be reached from outside, so
 * that nothing new is reported at once. The same contexts give the same text.
 */
export function initialConfiguration(contexts: readonly ContextModel[]): string {
  const own = contexts.filter(({ context: c }) => !c.quiet && c.role !== 'test' && c.role !== 'example');
  const services = [...portsByService(own)].sort(([a], [b]) => (a < b ? -1 : 1));
  const open = [...new Set(own.flatMap((m) => publicPorts(m)))].sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
  const lines = [
    SCHEMA_LINE,
    '',
    '# Severities by rule: error, warning, info, hint, off.',
    'rules: {}',
    '',
    'ports:',
    '  # The port of each service inside its container. `also` names others that it may have.',
    services.length > 0 ? '  services:' : '  services: {}',
    ...services.map(([name, ports]) => `    ${keyOf(name)}: ${entryOf([...ports])}`),
    '',
    '  # What can be reached from outside today. Take out what should not be.',
    `  public: [${open.join(', ')}]`,
    '',
    '  # Allowed ports by layer: container, service, node, host.',
    '  # ranges:',
    '  #   container: [3000-3999]',
    '',
    '  # Ports that nobody may use.',
    '  # reserved:',
    '  #   - { port: 9100, because: the agent on every host, layers: [host] }',
  ];
  return `${lines.join('\n')}\n`;
}

/** Container ports that are known numbers by the name of the workload, the more frequent first. */
function portsByService(contexts: readonly ContextModel[]): ReadonlyMap<string, ReadonlySet<number>> {
  const counts = new Map<string, Map<number, number>>();
  for (const workload of contexts.flatMap((m) => m.workloads)) {
    if (workload.fact.fragment) continue;
    // A registry knows names without case.
    const name = workload.fact.name.value.toLowerCase();
    const known = counts.get(name) ?? new Map<number, number>();
    for (const port of portsOf(workload)) known.set(port, (known.get(port) ?? 0) + 1);
    if (known.size > 0) counts.set(name, known);
  }
  return new Map(
    [...counts].map(([name, ports]) => {
      const sorted = [...ports].sort(([a, n], [b, m]) => m - n || a - b);
      return [name, new Set(sorted.map(([port]) => port))];
    }),
  );
}

function portsOf({ units }: Workload): readonly number[] {
  const values = units.flatMap(({ fact: { role, ports, exposes } }) =>
    role === 'init' ? [] : [...ports.map((p) => p.container), ...exposes.map((e) => e.port)],
  );
  return [...new Set(values.flatMap((v) => numberOf(single(v)?.value) ?? []))];
}

function publicPorts(model: ContextModel): readonly string[] {
  const bound = bindingsOf(model).filter((b) => b.reach === 'everyone');
  const services = model.services.filter(isOpenToOutside).flatMap(({ fact }) => {
    return fact.ports.map((p) => single(fact.type === 'NodePort' ? p.nodePort : p.port)?.value);
  });
  return [...bound.map((b) => b.host?.value), ...services].flatMap((p) => (p && p.kind !== 'name' ? showPort(p) : []));
}

function numberOf(port: Port | undefined): number | undefined {
  return port?.kind === 'number' && port.number > 0 ? port.number : undefined;
}

function entryOf([port = 0, ...also]: readonly number[]): string {
  return also.length === 0 ? String(port) : `{ port: ${port}, also: [${also.join(', ')}] }`;
}

/** A name as a YAML key: in quotes unless it can be nothing but text. */
function keyOf(name: string): string {
  const plain = /^[a-z][\w.-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(name);
  return plain ? name : JSON.stringify(name);
}

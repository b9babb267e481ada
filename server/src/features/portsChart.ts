import { mermaidText } from '../../../shared/src/mermaid';
import { showPort } from '../facts';
import type { InventoryService } from './inventory';

/**
 * A Mermaid flow chart of services, of the ports by which they connect and of what is open to the outside; empty when no
 * service connects to another. Services of one name are one node, whatever the environment.
 */
export function portsChart(services: readonly InventoryService[]): string {
  const edges = new Set<string>();
  const nodes = new Map<string, string>();
  const node = (name: string): string => {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    const id = `s${nodes.size + 1}`;
    nodes.set(name, id);
    return id;
  };
  let outside = false;
  for (const service of services) {
    for (const port of service.ports) {
      const own = showPort(port.port);
      for (const client of port.clients) {
        if (client.service !== service.name)
          edges.add(`  ${node(client.service)} -->|${mermaidText(own)}| ${node(service.name)}`);
      }
      for (const way of port.ways) {
        if (!way.isPublic) continue;
        outside = true;
        const outer = showPort(way.port);
        const text = outer === own ? own : `${outer} to ${own}`;
        edges.add(`  outside -->|${mermaidText(text)}| ${node(service.name)}`);
      }
    }
  }
  if (edges.size === 0) return '';
  const drawn = [...nodes].map(([name, id]) => `  ${id}["${mermaidText(name)}"]`);
  return ['flowchart LR', ...(outside ? ['  outside(("outside"))'] : []), ...drawn, ...[...edges].sort()].join('\n');
}

import { showPort } from '../facts';
import type { PortsPart } from '../rules/rule';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { isBelow, relativePath } from '../text/uri';
import type { InventoryPort, InventoryService } from './inventory';
import { inventoryOf } from './inventory';
import { visible } from '../text/escape';
import { code } from './markdown';
import { portsChart } from './portsChart';
import type { Snapshot } from './snapshot';

/** What the document of ports is called in the folders of a workspace. */
export const PORTS_FILE = 'PORTS.md';

/**
 * The lines between which the generated part of the document stands; what is outside of them is the reader's own. Names in
 * it may hold the same text, but do not begin a line.
 */
const START = '<!-- portolan:start -->';
const END = '<!-- portolan:end -->';

/** One row: a port of a service, over all environments that have it. */
interface Row {
  readonly service: string;
  readonly port: string;
  readonly names: Set<string>;
  readonly environments: Set<string>;
  readonly files: Set<Uri>;
  readonly clients: Set<string>;
  readonly ways: Set<string>;
}

/**
 * The generated part of PORTS.md for a root: a table of every service's ports and a chart of who connects to whom. The same
 * for the same snapshot; it holds file names but no line numbers, so that an edit elsewhere in a file does not make it stale.
 */
export function portsDocument(snapshot: Pick<Snapshot, 'contexts'>, root: Uri): string {
  const services = inventoryOf(snapshot).filter(
    (s) => isBelow(root, s.context.directory) && s.context.role !== 'test' && s.context.role !== 'example',
  );
  const lines = [START, '', 'Written by `portolan docs --write`; what stands between these markers is replaced.', ''];
  const rows = rowsOf(services);
  if (rows.length === 0) lines.push('No service of this workspace has a port.');
  else lines.push(...table(rows, root));
  const chart = portsChart(services);
  if (chart !== '') lines.push('', '```mermaid', chart, '```');
  return `${[...lines, '', END].join('\n')}\n`;
}

/**
 * A document with its generated part replaced, or put at its end when it has none; a new document when there was none. Text
 * outside of the markers is kept to the character, line endings included.
 */
export function withPortsDocument(before: string | undefined, generated: string): string {
  if (before === undefined || before.trim() === '') return `# Ports\n\n${generated}`;
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const part = generated.replace(/\n/g, eol);
  const { start, end } = markersIn(before);
  if (start < 0 || end < 0) return `${before.replace(/\s*$/, '')}${eol}${eol}${part}`;
  const after = before.slice(end + END.length).replace(/^\r?\n/, '');
  return before.slice(0, start) + part + after;
}

/** Where the markers stand, each at the beginning of a line; -1 for one that does not. */
function markersIn(text: string): { readonly start: number; readonly end: number } {
  const start = lineWith(text, START, 0);
  return { start, end: start < 0 ? -1 : lineWith(text, END, start) };
}

function lineWith(text: string, marker: string, from: number): number {
  let at = text.indexOf(marker, from);
  while (at > 0 && text[at - 1] !== '\n') at = text.indexOf(marker, at + 1);
  return at;
}

/**
 * The generated part of a document and what it should be; `undefined` where a document has no markers, so that nobody asked
 * for it to be kept up to date.
 */
export function portsPartOf(file: SourceFile, generated: string): PortsPart | undefined {
  const { start, end } = markersIn(file.text);
  if (start < 0 || end < 0) return undefined;
  const part = { uri: file.uri, start, end: end + END.length };
  const now = linesOf(file.text.slice(part.start, part.end));
  const then = linesOf(generated.trimEnd());
  return {
    marker: { uri: file.uri, start, end: start + START.length },
    part,
    isCurrent: now.join('\n') === then.join('\n'),
    missing: portsIn(then.filter((line) => !now.includes(line))),
    outdated: portsIn(now.filter((line) => !then.includes(line))),
    text: then.join(file.text.includes('\r\n') ? '\r\n' : '\n'),
  };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

/** Service and port of each row of the table, as they stand in it. */
function portsIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const [, service, port] = /^\| (.+?) \| (\S+\/\w+) \|/.exec(line) ?? [];
    return service === undefined || port === undefined ? [] : [`${port} of ${service}`];
  });
}

function rowsOf(services: readonly InventoryService[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const service of services) for (const port of service.ports) addTo(rows, service, port);
  return [...rows.values()];
}

function addTo(rows: Map<string, Row>, service: InventoryService, port: InventoryPort): void {
  const shown = `${showPort(port.port)}/${port.protocol}`;
  const key = `${service.name}\n${shown}`;
  const row = rows.get(key) ?? {
    service: service.name,
    port: shown,
    names: new Set<string>(),
    environments: new Set<string>(),
    files: new Set<Uri>(),
    clients: new Set<string>(),
    ways: new Set<string>(),
  };
  rows.set(key, row);
  if (port.name !== undefined) row.names.add(port.name);
  row.environments.add(service.environment);
  for (const at of port.declared) row.files.add(at.uri);
  for (const client of port.clients) if (client.service !== service.name) row.clients.add(client.service);
  for (const way of port.ways) {
    if (way.isPublic) row.ways.add(`${service.environment}: ${showPort(way.port)}, ${way.reach}`);
  }
}

function table(rows: readonly Row[], root: Uri): readonly string[] {
  const head = ['Service', 'Internal port', 'Name', 'Environments', 'Declared in', 'Used by', 'Open to'];
  const body = rows.map((r) => [
    cell(r.service),
    cell(r.port),
    codes(r.names),
    words(r.environments),
    [...r.files]
      .map((f) => fileLink(f, root))
      .sort()
      .join(', '),
    words(r.clients),
    [...r.ways]
      .sort()
      .map((w) => cell(w.replace(/`/g, '')))
      .join('; ') || 'inside only',
  ]);
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
}

function codes(texts: ReadonlySet<string>): string {
  return (
    [...texts]
      .sort()
      // A bar ends a cell in code too.
      .map((t) => code(t).replaceAll('|', '\\|'))
      .join(', ')
  );
}

function words(texts: ReadonlySet<string>): string {
  return [...texts]
    .sort()
    .map((t) => cell(t))
    .join(', ');
}

function fileLink(file: Uri, root: Uri): string {
  const path = relativePath(root, file);
  const target = path
    .split('/')
    .map((s) => encodeURIComponent(s))
    .join('/');
  return `[${cell(path)}](${target})`;
}

/** Text as it stands in a cell of a table: only what would be read as Markdown is escaped, so that the source reads well too. */
function cell(text: string): string {
  return visible(text).replace(/[\\`*_[\]|<>~]/g, (c) => `\\${c}`);
}

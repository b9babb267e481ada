import type { SourceFile } from '../../text/source';
import { lineText, positionAt } from '../../text/source';

/** What is expected at a cursor, told from the text alone, and what of it is written already. */
export type Typed = {
  /** What is written of it, directly before the cursor. */
  readonly word: string;
  /** The keys of YAML that the line stands under, innermost first. */
  readonly under: readonly string[];
} & Expected;

type Expected =
  | { readonly kind: 'host' }
  | { readonly kind: 'port-of-host'; readonly host: string }
  /**
   * A port of the container that the text stands in; `published`: the number that stands before it in a mapping, `key`: the
   * variable that holds it, which may also speak of another container.
   */
  | { readonly kind: 'container-port'; readonly published?: string; readonly key?: string }
  /** A port of the machine; `either`: or one of the container, since nothing tells yet. */
  | { readonly kind: 'host-port'; readonly either?: true }
  | { readonly kind: 'node-port' }
  /** `targetPort` of a Service. */
  | { readonly kind: 'target-port' }
  /** `port`, `number`: whose, the object tells that it stands in. */
  | { readonly kind: 'port' }
  | { readonly kind: 'port-name' };

/** What is expected, and what of it is written. */
type Found = Expected & { readonly word: string };

/** Nobody types in a line that is longer. */
const LONG = 2000;

/** What is expected at an offset; `undefined` where that is no port and no host. For text that need not parse. */
export function typedAt(file: SourceFile, offset: number): Typed | undefined {
  const { line, character } = positionAt(file, offset);
  const text = lineText(file, line);
  if (text.length > LONG) return undefined;
  const [before, after] = [text.slice(0, character), text.slice(character)];
  const around = keysAbove(file, line, before);
  const found = typedInInstruction(before) ?? typedInItem(around, before, after) ?? typedInLine(around, before);
  return found && { ...found, under: around.parents };
}

/** `EXPOSE`, `ENV` and `ARG` of Dockerfiles. */
function typedInInstruction(before: string): Found | undefined {
  const exposed = /^\s*EXPOSE\s+(?:\S+\s+)*(\d*)$/i.exec(before);
  if (exposed) return { kind: 'container-port', word: exposed[1] ?? '' };
  const set = /^\s*(?:ENV|ARG)\s(?:.*\s)?([\w.-]+)[= ]["']?(\d*)$/i.exec(before);
  return set && isPortKey(set[1] ?? '') ? { kind: 'container-port', word: set[2] ?? '', key: set[1] ?? '' } : undefined;
}

/** A text in a list: of mappings, of exposed ports, of variables. */
function typedInItem({ parents: [list] }: Surroundings, before: string, after: string): Found | undefined {
  const item = /^\s*-\s+["']?([^\s"']*)$/.exec(before) ?? /[[,]\s*["']?([^\s"',[\]{}]*)$/.exec(before);
  const written = item?.[1];
  if (written === undefined) return undefined;
  if (list === 'expose' && /^\d*$/.test(written)) return { kind: 'container-port', word: written };
  if (list !== 'ports') return undefined;
  const mapping = /^(?:(?:[\d.]+|\[[\da-f:]+\]):)?(\d+):(\d*)$/i.exec(written);
  if (mapping) return { kind: 'container-port', word: mapping[2] ?? '', published: mapping[1] ?? '' };
  const first = /^(?:(?:\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\]):)?(\d*)$/i.exec(written);
  if (!first) return undefined;
  // In front of a colon only the machine's port can stand; an item that begins may become either.
  const either = !after.startsWith(':') && written === first[1];
  return { kind: 'host-port', word: first[1] ?? '', ...(either ? { either } : {}) };
}

/** `KEY: value`, `KEY=value`, flags, addresses. */
function typedInLine(around: Surroundings, before: string): Found | undefined {
  const assigned = /(?:^|[\s"'[,])(-{0,2}[\w./-]+)=["']?(\d*)$/.exec(before) ?? /\s(--[\w-]+)\s+(\d*)$/.exec(before);
  if (assigned && isPortKey(assigned[1] ?? ''))
    return { kind: 'container-port', word: assigned[2] ?? '', key: assigned[1] ?? '' };
  // Without the blanks at the start: to share them out among several parts of the pattern takes seconds in a line of blanks.
  const key = /^(?:-\s+)*(?:.*[{,]\s*)?["']?([\w./-]+)["']?:\s+["']?([\w-]*)$/.exec(before.trimStart());
  const keyed = key && typedForKey(around, key[1] ?? '', key[2] ?? '');
  if (keyed) return keyed;
  const host = /:\/\/(?:[^\s/@"']*@)?([\w.-]*)$/.exec(before);
  if (host) return { kind: 'host', word: host[1] ?? '' };
  const address = key ? undefined : addressIn(before, around.parents);
  return address && { kind: 'port-of-host', ...address };
}

/** `//host:`, `@host:`, `HOST=host:`, and what commands that check a port write. */
function addressIn(
  before: string,
  parents: readonly string[],
): { readonly host: string; readonly word: string } | undefined {
  const found =
    /(?:\/\/|@)(?:[^\s/@"']*@)?(\[::1\]|[\w.-]+):(\d*)$/.exec(before) ??
    /[=\s"',(]([a-z][\w.-]*|\d+\.\d+\.\d+\.\d+|):(\d*)$/.exec(before) ??
    /\/dev\/tcp\/([\w.-]+)\/(\d*)$/.exec(before) ??
    /\bnc\s(?:-\S+\s+)*([\w.-]+)\s+(\d*)$/.exec(before);
  if (found) return { host: found[1] ?? '', word: found[2] ?? '' };
  // `pg_isready -p 5432`: a check runs in the container that it checks.
  const option = parents.includes('healthcheck') ? /\s-p[\s=]*(\d*)$/i.exec(before) : undefined;
  return option ? { host: '', word: option[1] ?? '' } : undefined;
}

const KEYS: Readonly<Record<string, Exclude<Expected['kind'], 'port-of-host'>>> = {
  targetPort: 'target-port',
  port: 'port',
  number: 'port',
  servicePort: 'port',
  remotePort: 'port',
  containerPort: 'container-port',
  published: 'host-port',
  hostPort: 'host-port',
  localPort: 'host-port',
  nodePort: 'node-port',
};

/** Maps whose keys people choose. */
const MAPS = new Set(['environment', 'labels', 'annotations', 'args']);

function typedForKey({ parents, siblings }: Surroundings, key: string, word: string): Found | undefined {
  const kind = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (kind !== undefined) return { kind, word };
  if (key === 'target') return parents[0] === 'ports' ? { kind: 'container-port', word } : undefined;
  if (key !== 'name' && key !== 'value' && !isPortKey(key)) return undefined;
  if (key === 'name') return parents[0] === 'ports' || parents[0] === 'port' ? { kind: 'port-name', word } : undefined;
  const variable = key === 'value' ? (siblings.get('name') ?? '') : key;
  const isVariable = key === 'value' ? isPortKey(variable) : MAPS.has(parents[0] ?? '');
  return isVariable ? { kind: 'container-port', word, key: variable } : undefined;
}

/** `PORT`, `HTTP_PORTS`, `--http-port`, `--port-metrics`, `grpcPort`, `loadbalancer.server.port`; not `transport`. */
function isPortKey(key: string): boolean {
  return /(?:^|[^A-Za-z])(?:port|PORTS?)$|[a-z\d]Port$|^--port-/.test(key);
}

/** Lines that are looked at above the cursor. */
const FAR = 400;

/** The keys under which a line of YAML stands, and what stands above it in its own map. */
interface Surroundings {
  /** Innermost first. */
  readonly parents: readonly string[];
  /** Values by key. */
  readonly siblings: ReadonlyMap<string, string>;
}

/** The surroundings of a line, told by indentation as people see it: the text need not be whole. */
function keysAbove(file: SourceFile, line: number, before: string): Surroundings {
  const parents: string[] = [];
  const siblings = new Map<string, string>();
  const flow = /["']?([\w.-]+)["']?:\s*[[{][^\]}]*$/.exec(before)?.[1];
  if (flow !== undefined) parents.push(flow);
  let { dash, indent } = layoutOf(before);
  for (let above = line - 1; above >= 0 && above >= line - FAR && (indent > 0 || dash !== undefined); above--) {
    const found = layoutOf(lineText(file, above));
    if (found === NOTHING) continue;
    // Above its item's dash, a map is part of a list, which may stand at the indentation of its key.
    const isParent = dash === undefined ? found.indent < indent : found.indent <= dash && found.dash !== dash;
    const isBeside = dash === undefined && found.indent === indent;
    if (isParent && found.key !== undefined) parents.push(found.key);
    if (isBeside && found.key !== undefined && parents.length === 0) siblings.set(found.key, found.value);
    if (isParent) ({ dash, indent } = found);
    else if (isBeside) dash = found.dash;
  }
  return { parents, siblings };
}

/** How a line lies. */
interface Layout {
  /** Column of its first dash. */
  readonly dash: number | undefined;
  /** Column of what stands behind its dashes. */
  readonly indent: number;
  readonly key: string | undefined;
  readonly value: string;
}

/** A line that is empty or a comment. */
const NOTHING: Layout = { dash: undefined, indent: 0, key: undefined, value: '' };

function layoutOf(text: string): Layout {
  if (/^\s*(?:#|$)/.test(text))
    return text.trim() === '' && text !== '' ? { ...NOTHING, indent: text.length } : NOTHING;
  const [, space = '', dashes = '', key, value = ''] =
    /^(\s*)((?:-(?:\s+|$))*)(?:["']?([\w./-]+)["']?:(?:\s+(.*))?)?/.exec(text) ?? [];
  return {
    dash: dashes === '' ? undefined : space.length,
    indent: space.length + dashes.length,
    key,
    value: value.replace(/^["']|["']\s*$/g, '').trim(),
  };
}

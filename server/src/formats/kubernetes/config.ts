import type { ConfigEntry, ConfigFact, TextFact } from '../../facts';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { entriesOf, get, siteOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import type { ObjectName } from './identity';
import { holdsPlaceholder } from './values';

/** Longest entry that is read, in characters; larger ones are data such as dashboards, and nobody's settings. */
const ENTRY_LIMIT = 100_000;

/** Reads a ConfigMap, or a Secret's `stringData`; what is encoded (`data` of a Secret) is known by its keys only. */
export function readConfig(
  root: Node,
  objectKind: 'ConfigMap' | 'Secret',
  identity: ObjectName,
  fragment: boolean,
): readonly (ConfigFact | TextFact)[] {
  const entries = readEntries(
    objectKind === 'ConfigMap' ? get(root, 'binaryData') : get(root, 'data'),
    get(root, objectKind === 'ConfigMap' ? 'data' : 'stringData'),
  );
  const files = [...entries].flatMap(([key, entry]) =>
    entry.value && isFile(key, entry.value) ? [{ key, text: entry.value }] : [],
  );
  const config: ConfigFact = {
    kind: 'config',
    platform: 'kubernetes',
    ...identity,
    objectKind,
    site: siteOf(root),
    entries,
    fragment,
  };
  return [config, ...files.map((f): TextFact => ({ kind: 'text', hint: f.key, text: f.text, owner: identity.id }))];
}

type Entries = ReadonlyMap<string, ConfigEntry>;

const read = new WeakMap<Node, { readonly hidden: Node | undefined; readonly entries: Entries }>();

/** Entries that are the same nodes, in however many builds, are read once. */
function readEntries(hidden: Node | undefined, readable: Node | undefined): Entries {
  const known = readable && read.get(readable);
  if (known && known.hidden === hidden) return known.entries;
  const entries = new Map<string, ConfigEntry>();
  for (const e of entriesOf(hidden)) entries.set(e.key.value, { keySite: siteOf(e.key) });
  for (const e of entriesOf(readable)) entries.set(e.key.value, readEntry(e.key.value, siteOf(e.key), e.value));
  if (readable) read.set(readable, { hidden, entries });
  return entries;
}

function readEntry(key: string, keySite: ConfigEntry['keySite'], node: Node): ConfigEntry {
  if (node.kind !== 'scalar' || node.tag !== undefined || node.value.length > ENTRY_LIMIT) return { keySite };
  const value = decoded(node);
  // In a file a dollar may mean anything; in a variable's value somebody will fill it in.
  return isFile(key, value) || !holdsPlaceholder(value.text) ? { keySite, value } : { keySite };
}

/** An entry that is read as a file, not taken for a variable. */
function isFile(key: string, text: MappedText): boolean {
  return key.includes('.') || text.text.includes('\n');
}

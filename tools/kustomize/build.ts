import fs from 'node:fs';
import path from 'node:path';
import { pathOfUri, uriOfPath } from '../../server/src/node/fileSystem';
import { build, kustomizationRoot } from '../../server/src/stacks/kustomize/build';
import type { Resource } from '../../server/src/stacks/kustomize/resource';
import { encoded } from '../../server/src/stacks/kustomize/hash';
import { isKustomization } from '../../server/src/lore/kustomization';
import { inflateChart } from '../../server/src/stacks/helm/inflate';
import type { Reader } from '../../server/src/stacks/stack';
import { decodeBytes } from '../../server/src/workspace/decode';
import type { Node } from '../../server/src/syntax/tree';
import { entriesOf, get, textOf } from '../../server/src/syntax/tree';
import type { SourceFile } from '../../server/src/text/source';
import { sourceFile } from '../../server/src/text/source';

/*
 * `node build.mjs FOLDER`: every kustomization below the folder built by our stack, as lines of JSON:
 * `{ directory, component, open, notes, objects }`.
 */

const files = new Map<string, SourceFile | 'absent' | 'unread'>();
const lists = new Map<string, readonly string[]>();

/** The file system as a stack sees it; every answer stays. */
const reader: Reader = {
  file(uri) {
    const known = files.get(uri);
    if (known) return known;
    const made = read(uri);
    files.set(uri, made);
    return made;
  },
  list(uri) {
    const known = lists.get(uri);
    if (known) return known;
    let made: readonly string[] = [];
    try {
      const entries = fs.readdirSync(pathOfUri(uri) ?? '', { withFileTypes: true });
      made = entries.map((e) => (e.isDirectory() ? `${e.name}/` : e.name)).sort();
    } catch {
      // Not there, or a file.
    }
    lists.set(uri, made);
    return made;
  },
};

function read(uri: string): SourceFile | 'absent' | 'unread' {
  try {
    const text = decodeBytes(fs.readFileSync(pathOfUri(uri) ?? ''));
    return text.kind === 'text' ? sourceFile(uri, text.text) : 'unread';
  } catch {
    return 'absent';
  }
}

/** A tree as plain data. */
function plain(node: Node): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(entriesOf(node).map((e) => [e.key.value, plain(e.value)]));
    case 'seq':
      return node.items.map(plain);
    case 'unknown':
      return { unknown: node.because };
    case 'scalar':
      if (node.type === 'null') return null;
      if (node.type === 'bool') return node.value.toLowerCase() === 'true';
      if (node.type === 'string') return node.value;
      // Kustomize reads a leading zero as Go's YAML does: octal.
      return /^0[0-7]+$/.test(node.value) ? Number.parseInt(node.value, 8) : Number(node.value);
  }
}

/** Generated Secrets keep their texts readable; the cluster gets them encoded. */
function asApplied(r: Resource, object: Record<string, unknown>): object {
  const texts = object['stringData'];
  if (r.id.kind !== 'Secret' || r.read || typeof texts !== 'object' || texts === null) return object;
  const { stringData: _texts, ...rest } = object;
  const data = Object.fromEntries(Object.entries(texts).map(([k, v]) => [k, encoded(String(v))]));
  return { ...rest, data: { ...(rest['data'] as object | undefined), ...data } };
}

function* kustomizationsIn(directory: string): Generator<string> {
  const entries = fs.readdirSync(directory, { withFileTypes: true });
  if (entries.some((e) => e.isFile() && isKustomization(`/${e.name}`))) yield directory;
  for (const e of entries) {
    if (e.isDirectory() && e.name !== '.git' && e.name !== 'node_modules')
      yield* kustomizationsIn(path.join(directory, e.name));
  }
}

for (const directory of kustomizationsIn(path.resolve(process.argv[2] ?? '.'))) {
  const uri = uriOfPath(directory);
  const name = reader.list(uri).find((n) => isKustomization(`/${n}`)) ?? '';
  const file = reader.file(`${uri}/${name}`);
  const root = typeof file === 'object' ? kustomizationRoot(file) : undefined;
  const component = textOf(get(root, 'kind')) === 'Component';
  const made = component ? undefined : build(uri, reader, inflateChart);
  const objects = made?.resources.map((r) => asApplied(r, plain(r.body.node) as Record<string, unknown>)) ?? [];
  const notes = made?.notes.map((n) => `${n.uri.slice(uri.length + 1)}: ${n.message}`) ?? [];
  console.log(JSON.stringify({ directory, component, open: made?.open, notes, objects }));
}

import type { EnvFileEntry } from '../../facts/assembled';
import type { Resolve, Resolved } from '../../lore/interpolate';
import type { EnvFormat } from '../../syntax/env';
import { envEntry, parseEnv } from '../../syntax/env';
import { mappedFile } from '../../syntax/documents';
import { spanIn } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Span, Uri } from '../../text/span';
import type { Reader } from '../stack';
import { interpolateOpen, unsetText } from './interpolation';

/** Where the variables of a project's files get their values. */
export interface Environment {
  readonly resolve: Resolve;
  /** What `.env` itself gives, by name. */
  readonly own: ReadonlyMap<string, Resolved>;
}

/** No file, no value. */
export const EMPTY_ENVIRONMENT: Environment = { resolve: () => undefined, own: new Map() };

/**
 * The environment that .env files give: later files win over earlier ones, `outer` wins over all. A file that is there
 * but not readable makes every other name unknown, since it may set any.
 */
export function readEnvironment(files: readonly Uri[], outer: Environment, reader: Reader): Environment {
  const file = files.length === 1 && outer === EMPTY_ENVIRONMENT ? reader.file(files[0] as Uri) : 'absent';
  return typeof file === 'object' ? environmentOfFile(file) : mergedEnvironment(files, outer, reader);
}

const environments = new WeakMap<SourceFile, Environment>();

/** What one file alone gives: every project beside a `.env` asks for it, after every edit. */
function environmentOfFile(file: SourceFile): Environment {
  const known = environments.get(file);
  if (known) return known;
  const own = new Map<string, Resolved>();
  const resolve: Resolve = (name) => own.get(name);
  for (const e of readEnvFile(file, 'dotenv', resolve)) addTo(own, e);
  const made = own.size === 0 ? EMPTY_ENVIRONMENT : { resolve, own };
  environments.set(file, made);
  return made;
}

function mergedEnvironment(files: readonly Uri[], outer: Environment, reader: Reader): Environment {
  const own = new Map<string, Resolved>();
  let unread: Uri | undefined;
  const lookup: Resolve = (name) => outer.resolve(name) ?? own.get(name);
  for (const uri of files) {
    const file = reader.file(uri);
    if (file === 'absent') continue;
    if (file === 'unread') unread = uri;
    else for (const e of readEnvFile(file, 'dotenv', lookup)) addTo(own, e);
  }
  if (own.size === 0 && !unread) return outer;
  const anything = unread;
  if (!anything) return { resolve: lookup, own };
  return {
    resolve: (name) =>
      lookup(name) ?? { value: unsetText(name, { uri: anything, start: 0, end: 0 }), step: { kind: 'env-file', name } },
    own,
  };
}

function addTo(own: Map<string, Resolved>, entry: EnvFileEntry): void {
  if (entry.value)
    own.set(entry.key, { value: entry.value, step: { kind: 'env-file', name: entry.key, at: entry.keySpan } });
}

/** The entries of an env file, interpolated: `outer` wins over what stands above in the file. */
export function readEnvFile(file: SourceFile, format: EnvFormat, outer: Resolve): readonly EnvFileEntry[] {
  const text = mappedFile(file);
  const known = new Map<string, Resolved>();
  const lookup: Resolve = (name) => outer(name) ?? known.get(name);
  return parseEnv(text, format).entries.map((e): EnvFileEntry => {
    const keySpan = spanIn(text, e.keyRange.start, e.keyRange.end);
    const value = e.value && e.interpolated ? interpolateOpen(e.value, lookup).text : (e.value ?? outer(e.key)?.value);
    if (!value) return { key: e.key, keySpan };
    known.set(e.key, { value, step: { kind: 'env-file', name: e.key, at: keySpan } });
    return { key: e.key, keySpan, value };
  });
}

/** Files that tell what a .env would hold, without being read by Compose: `.env.example`, `env.sample`, `.env.local`. */
const SIBLING =
  /^(?:\.env[._-].+|(?:example|sample|template|default)[._-]?env|\.?env[._-](?:example|sample|template|dist|default)|.+\.env)$/i;

/** Where a name is documented in a file beside `.env`; `undefined` when nowhere. */
export function exampleOf(name: string, directory: Uri, reader: Reader): Span | undefined {
  const names = reader.list(directory).filter((n) => SIBLING.test(n));
  for (const sibling of names.slice(0, 12)) {
    const file = reader.file(`${directory}/${sibling}`);
    if (typeof file !== 'object') continue;
    const text = mappedFile(file);
    const found = envEntry(parseEnv(text), name);
    if (found) return spanIn(text, found.keyRange.start, found.keyRange.end);
  }
  return undefined;
}

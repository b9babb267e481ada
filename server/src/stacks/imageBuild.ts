import type { BuildRequest, DockerfileTree } from '../facts';
import { environmentOf, fileRole, fixtureFolder } from '../lore/fileRole';
import { isDockerfileName, isTemplateName, looksLikeDockerfile, parseDockerfile } from '../syntax/dockerfile';
import { mappedFile } from '../syntax/documents';
import { parseEnv } from '../syntax/env';
import type { MappedText } from '../text/mapped';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { baseName, directoryOf, isBelow, relativePath } from '../text/uri';
import type { Assembly, Context, Discovery, Note, Reader, StackKind, StackRequest, StackSettings } from './stack';

const STACK = 'image-build';

/**
 * Dockerfiles as images: one context for each build that somebody asks for (Dockerfile, target and arguments) and, where
 * nobody does, one for what building the Dockerfile without any of these gives. The engine drops the latter once a
 * workload asks for the same file.
 */
export const imageBuild: StackKind = { id: STACK, discover, assemble };

function discover({ files, roots }: Discovery): readonly StackRequest[] {
  const found: StackRequest[] = [];
  for (const file of files) {
    const request = requestOf(file, roots);
    if (request) found.push(request);
  }
  return found;
}

const requests = new WeakMap<
  SourceFile,
  { readonly root: Uri | undefined; readonly request: StackRequest | undefined }
>();

/** The request that a file makes, if it is a Dockerfile; kept, since this runs for all files after every edit. */
function requestOf(file: SourceFile, roots: readonly Uri[]): StackRequest | undefined {
  const root = roots.length === 1 ? roots[0] : rootOf(file.uri, roots);
  const known = requests.get(file);
  if (known && known.root === root) return known.request;
  const { uri, text } = file;
  const request =
    isDockerfileName(uri) && (looksLikeDockerfile(text) || isTemplateName(uri))
      ? standaloneRequest(uri, rootOf(uri, roots))
      : undefined;
  requests.set(file, { root, request });
  return request;
}

/** The root that a file lies in; the innermost where roots lie in one another. */
function rootOf(uri: Uri, roots: readonly Uri[]): Uri | undefined {
  return roots
    .filter((r) => isBelow(r, uri))
    .reduce<Uri | undefined>((a, b) => (a !== undefined && a.length >= b.length ? a : b), undefined);
}

/** The build that nobody in the workspace asks for: the last stage, every argument at its default. */
export function standaloneRequest(uri: Uri, root?: Uri): StackRequest {
  return { stack: STACK, id: `image:${uri}`, ...placeOf(uri, root), files: [uri] };
}

function placeOf(uri: Uri, root: Uri | undefined): Pick<StackRequest, 'directory' | 'root' | 'name' | 'environment'> {
  const directory = directoryOf(uri);
  const name = root === undefined ? `${baseName(directory)}/${baseName(uri)}` : relativePath(root, uri);
  // `Dockerfile.prod`, `prod.Dockerfile`
  const word = /^(?:\w+file\.([\w-]+)|([\w-]+)\.\w+file)$/i.exec(baseName(uri));
  const environment = word ? environmentOf((word[1] ?? word[2]) as string) : undefined;
  return {
    directory,
    ...(root === undefined ? {} : { root }),
    name,
    ...(environment === undefined ? {} : { environment }),
  };
}

/**
 * Id of the context that builds what is asked for: equal for equal Dockerfile, target and arguments with values of the
 * same files. An unknown Dockerfile has an id too; nothing is assembled under it.
 */
export function imageRequestId(build: BuildRequest): string {
  const { dockerfile, target, args } = build;
  const file =
    dockerfile.kind === 'file' ? dockerfile.uri : dockerfile.kind === 'inline' ? inlineName(dockerfile.text) : '?';
  const given = [...args].map(([name, value]) => `${name}${value ? `=${value.text}@${value.whole.uri}` : ''}`).sort();
  const parts = [target?.value ?? '', ...given].map((p) => encodeURIComponent(wellFormed(p)));
  return `image:${file}#${parts.join('&')}`;
}

/** Two inline texts of one file are two Dockerfiles, whatever they say: findings stand in each. */
function inlineName(text: MappedText): string {
  return `${text.whole.uri}@${text.whole.start}`;
}

/** Half a surrogate pair, which files may hold, has no percent encoding. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** The request that assembles a build; `undefined` when its Dockerfile is not known. `root` is that of who asks. */
export function imageRequest(build: BuildRequest, root?: Uri): StackRequest | undefined {
  const { dockerfile } = build;
  if (dockerfile.kind === 'unknown') return undefined;
  const uri = dockerfile.kind === 'file' ? dockerfile.uri : dockerfile.text.whole.uri;
  return {
    stack: STACK,
    id: imageRequestId(build),
    ...placeOf(uri, root),
    files: dockerfile.kind === 'file' ? [uri] : [],
    build,
  };
}

function assemble(request: StackRequest, reader: Reader, settings: StackSettings): Assembly {
  const notes: Note[] = [];
  const context = contextOf(request, settings);
  const text = textOf(request, reader, notes);
  if (!text) return { context, trees: [], notes };
  const uri = request.files[0] ?? text.whole.uri;
  for (const message of parseDockerfile(text).notes) notes.push({ uri, message });
  const env = hasVariablePort(text) ? environmentFiles(uri, request.root, reader) : undefined;
  const tree: DockerfileTree = {
    kind: 'dockerfile',
    id: request.id,
    text,
    uri,
    request: {
      args: request.build?.args ?? new Map(),
      ...(request.build?.target ? { target: request.build.target } : {}),
    },
    standalone: request.build === undefined,
    ...(env && env.size > 0 ? { runtimeEnv: env } : {}),
  };
  return { context, trees: [tree], notes };
}

const ROLES = { dev: 'development', test: 'test', example: 'example', prod: 'production', neutral: 'neutral' } as const;

function contextOf(request: StackRequest, settings: StackSettings): Context {
  const { id, stack, name, directory, environment } = request;
  // The name is the path below the root, where a root is known; above it, names of folders mean nothing.
  const path = request.root === undefined ? '' : name;
  return {
    id,
    stack,
    name,
    directory,
    ...(environment === undefined ? {} : { environment }),
    role: ROLES[fileRole(path)],
    quiet: !settings.includeFixtures && fixtureFolder(path) !== undefined,
  };
}

function textOf(request: StackRequest, reader: Reader, notes: Note[]): MappedText | undefined {
  const { build } = request;
  if (build?.dockerfile.kind === 'inline') return build.dockerfile.text;
  const uri = build?.dockerfile.kind === 'file' ? build.dockerfile.uri : request.files[0];
  const file = uri === undefined ? 'absent' : reader.file(uri);
  if (typeof file !== 'string') return mappedFile(file);
  if (file === 'absent') notes.push({ uri: uri ?? request.directory, message: 'there is no such Dockerfile' });
  return undefined;
}

function hasVariablePort(text: MappedText): boolean {
  return /^[ \t]*(?:ONBUILD[ \t]+)?EXPOSE[ \t][^\n]*\$/im.test(text.text);
}

/** Folders above the Dockerfile that are looked into for .env files. */
const LEVELS = 8;

/** Variables of the `.env` files in the Dockerfile's folder and above, up to the root: the nearest wins. */
function environmentFiles(uri: Uri, root: Uri | undefined, reader: Reader): ReadonlyMap<string, MappedText> {
  const found = new Map<string, MappedText>();
  let directory = directoryOf(uri);
  for (let level = 0; level < LEVELS; level++) {
    const names = reader.list(directory);
    if (names.length === 0) break;
    const file = names.includes('.env') ? reader.file(`${directory}/.env`) : 'absent';
    const entries = typeof file === 'string' ? [] : parseEnv(mappedFile(file)).entries;
    for (const { key, value } of entries.toReversed()) if (value && !found.has(key)) found.set(key, value);
    if ((root !== undefined && isBelow(directory, root)) || directory === directoryOf(directory)) break;
    directory = directoryOf(directory);
  }
  return found;
}

import type { Uri } from '../text/span';
import { baseName, relativePath } from '../text/uri';
import { environmentOf, fileRole, fixtureFolder } from './fileRole';

/** The directory of a URI that has no trailing slash; as `directoryOf`, for the inner loops of discovery. */
export function parentOf(uri: Uri): Uri {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}

const boundaries = new Map<string, boolean>();

/**
 * Whether a folder by its name stands apart from its neighbours: an environment, tests, examples, fixtures. What lies in it
 * is not deployed together with what lies beside it.
 */
export function isBoundary(directory: Uri): boolean {
  const segment = directory.slice(directory.lastIndexOf('/') + 1);
  const known = boundaries.get(segment);
  if (known !== undefined) return known;
  const name = baseName(segment);
  const role = fileRole(`${name}/x.yaml`);
  const made =
    environmentOf(name) !== undefined ||
    role === 'test' ||
    role === 'example' ||
    fixtureFolder(`${name}/x.yaml`) !== undefined;
  // Names of folders are few; a hostile tree with millions of them must not fill the memory.
  if (boundaries.size < 10_000) boundaries.set(segment, made);
  return made;
}

/** The environment that the nearest folder of a path names; the root itself names none. */
export function environmentAt(root: Uri, directory: Uri): string | undefined {
  const path = relativePath(root, directory);
  if (path === '.' || path.startsWith('..')) return undefined;
  for (const segment of path.split('/').reverse()) {
    const environment = environmentOf(segment);
    if (environment !== undefined) return environment;
  }
  return undefined;
}

const ROLES = { dev: 'development', test: 'test', example: 'example', prod: 'production', neutral: 'neutral' } as const;

/** The role of files by their path below the root. */
export function roleAt(root: Uri, file: Uri): (typeof ROLES)[keyof typeof ROLES] {
  return ROLES[fileRole(relativePath(root, file))];
}

/** Whether a file lies in a folder of fixtures below the root. */
export function isFixture(root: Uri, file: Uri): boolean {
  return fixtureFolder(relativePath(root, file)) !== undefined;
}

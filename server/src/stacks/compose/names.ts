import { environmentOf } from '../../lore/fileRole';
import type { Uri } from '../../text/span';
import { baseName } from '../../text/uri';

/** The files that Compose looks for, best first (compose-go `cli/options.go`). */
export const DEFAULT_NAMES: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
];

/** The files that Compose merges over the default one, best first. */
export const OVERRIDE_NAMES: readonly string[] = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

const COMPOSE_NAME = /(?:^|[._-])compose(?:$|[._-]).*\.ya?ml$|(?:^|[._-])compose\.ya?ml$/i;

/** Whether a file is named like a Compose file: `compose.yaml`, `docker-compose.prod.yml`, `test-docker-compose.yml`. */
export function isComposeName(uri: Uri): boolean {
  return COMPOSE_NAME.test(baseName(uri));
}

/** The name without its extension: `docker-compose.prod`. */
export function stemOf(uri: Uri): string {
  return baseName(uri).replace(/\.ya?ml$/i, '');
}

/** Whether `prefix` ends at a separator of `stem` and is shorter: `docker-compose` of `docker-compose.prod`. */
export function isStemPrefix(prefix: string, stem: string): boolean {
  return stem.length > prefix.length && stem.startsWith(prefix) && /[._-]/.test(stem[prefix.length] as string);
}

/** Whether a file is made to be merged over another: a segment of its name is `override`. */
export function isOverrideName(uri: Uri): boolean {
  return stemOf(uri).split(/[._-]/).includes('override');
}

/** What a file's name says besides "compose": `prod` of `docker-compose.prod.yml`, the stem of `stack.yml`; '' for nothing. */
export function variantOf(uri: Uri): string {
  if (!isComposeName(uri)) return stemOf(uri);
  return stemOf(uri)
    .split(/[._-]/)
    .filter((s) => !/^(?:docker|compose)$/i.test(s) && s !== '')
    .join('-');
}

/** The environment that a file's name tells, else the nearest folder of its path that tells one. */
export function environmentOfFile(uri: Uri, path: string): string | undefined {
  for (const word of stemOf(uri).split(/[._-]/)) {
    const found = environmentOf(word);
    if (found) return found;
  }
  for (const segment of path.split('/').slice(0, -1).reverse()) {
    const found = environmentOf(segment);
    if (found) return found;
  }
  return undefined;
}

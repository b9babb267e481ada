import type { ConfigProgram } from '../facts';

/** What tells where a program looks for its configuration. */
export interface ConfigReader {
  /** Words of entrypoint and command as the deployment gives them. */
  readonly words: readonly string[];
  /** Variables with values that are known. */
  readonly env: ReadonlyMap<string, string>;
}

/** nginx's main file, in its own image and in the ones built on other places. */
const NGINX_MAIN =
  /^\/(?:etc\/nginx|usr\/local\/nginx\/conf|usr\/local\/openresty\/nginx\/conf|opt\/bitnami\/nginx\/conf)\/nginx\.conf$/;

/** Folders whose files the main file takes in unless it is replaced. */
const NGINX_PARTS =
  /^\/(?:etc\/nginx\/(?:conf\.d|http\.d)\/[^/]+\.conf|etc\/nginx\/sites-enabled\/[^/]+|opt\/bitnami\/nginx\/conf\/server_blocks\/[^/]+\.conf)$/;

/** A file of nginx's image that is filled in with variables and written to `conf.d` when the container starts. */
const NGINX_TEMPLATE = /^\/etc\/nginx\/templates\/([^/]+)\.template$/;

/** Whether a path is that of nginx's main file, which stands for all others. */
export function isNginxMain(path: string, { words }: ConfigReader): boolean {
  const given = givenFile(words);
  return given === undefined ? NGINX_MAIN.test(path) : path === given;
}

/** The file behind `-c` of an nginx that the deployment itself starts. */
function givenFile(words: readonly string[]): string | undefined {
  const line = words.join(' ');
  return /(?:nginx|openresty)\b[^;&|]{0,300}\s-c\s{1,9}["']?(\/[^\s"';]+)/.exec(line)?.[1];
}

/** Where a file of nginx that is mounted at a path is read from; `undefined` where nothing of nginx looks by itself. */
export function nginxPart(path: string): string | undefined {
  const template = NGINX_TEMPLATE.exec(path)?.[1];
  const effective = template === undefined ? path : `/etc/nginx/conf.d/${template}`;
  return NGINX_PARTS.test(effective) ? effective : undefined;
}

/** Whether an `include` of nginx takes a path in: `*` stands for anything within a segment, relative paths start at `/etc/nginx`. */
export function nginxIncludes(pattern: string, path: string): boolean {
  const absolute = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  const parts = absolute.split('*');
  if (parts.length > 5) return false;
  return new RegExp(`^${parts.map((p) => p.replace(/[^\w/-]/g, '\\$&')).join('[^/]*')}$`).test(path);
}

/** Files that are included for something else than servers. */
export function isHarmlessInclude(pattern: string): boolean {
  return /(?:mime\.types|_params|fastcgi(?:-php|\.conf)|(?:^|\/)modules(?:-enabled)?\/|snippets?\/|ssl|gzip|proxy(?:_headers)?\.conf|cors|security|headers|resolver)/i.test(
    pattern,
  );
}

const LOCATIONS = /(?:CONFIG_(?:ADDITIONAL_)?LOCATIONS?|CONFIG_IMPORT|CONFIG_FILES|_OPTS|_OPTIONS|_ARGS)$/;

/**
 * Whether a program reads a file at a path of its container. `spring` stands for all that look for `application.yaml` in a
 * folder `config` where they are started, or where an option or a variable says. Programs that only dial are not asked.
 */
export function readsConfig(program: ConfigProgram, path: string, reader: ConfigReader): boolean {
  if (program === 'nginx') return isNginxMain(path, reader) || nginxPart(path) !== undefined;
  if (program === 'prometheus') return true;
  const name = /([^/]+)\.(?:ya?ml|properties)$/i.exec(path)?.[1] ?? '';
  if (!/^application(?:-|$)/.test(name)) return false;
  const profile = name.slice('application-'.length);
  if (profile !== '' && !activeProfiles(reader).includes(profile)) return false;
  const told = [...reader.words, ...[...reader.env].flatMap(([k, v]) => (LOCATIONS.test(k) ? [v] : []))];
  const folder = path.slice(0, path.lastIndexOf('/'));
  const named = told.some((w) => w.includes(path) || w.includes(`${folder}/`) || w.endsWith(folder));
  const replaced = told.some((w) => /config[.-]location/.test(w)) || reader.env.has('SPRING_CONFIG_LOCATION');
  return named || (!replaced && folder.endsWith('/config'));
}

function activeProfiles({ env, words }: ConfigReader): readonly string[] {
  const told = words.map((w) => /spring\.profiles\.active=(\S+)/.exec(w)?.[1]).filter((w) => w !== undefined);
  return [env.get('SPRING_PROFILES_ACTIVE') ?? '', ...told].flatMap((list) => list.split(',').map((p) => p.trim()));
}

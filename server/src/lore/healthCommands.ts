import { parseImageRef } from './images';

/** What a health check runs: words of a program, or a line for the shell of the image. */
export type HealthCommand =
  { readonly kind: 'exec'; readonly words: readonly string[] } | { readonly kind: 'shell'; readonly line: string };

/** Official images that bring the program with which their own server is asked; `tag` where not all of them do: none is the newest. */
interface Row {
  readonly names: readonly string[];
  /** The server's usual port, with which the program needs no other. */
  readonly port: number;
  readonly tag?: RegExp;
  command(port: number | undefined): HealthCommand;
}

const exec = (...words: readonly (string | number)[]): HealthCommand => ({ kind: 'exec', words: words.map(String) });
const flag = (name: string, port: number | undefined): readonly string[] =>
  port === undefined ? [] : [name, String(port)];

const SERVERS: readonly Row[] = [
  {
    names: ['postgres', 'postgis/postgis', 'pgvector/pgvector', 'timescale/timescaledb'],
    port: 5432,
    command: (port) => ({
      kind: 'shell',
      line: ['pg_isready', '-U', '"${POSTGRES_USER:-postgres}"', ...flag('-p', port)].join(' '),
    }),
  },
  { names: ['redis'], port: 6379, command: (port) => exec('redis-cli', ...flag('-p', port), 'ping') },
  { names: ['valkey/valkey'], port: 6379, command: (port) => exec('valkey-cli', ...flag('-p', port), 'ping') },
  {
    names: ['mysql'],
    port: 3306,
    command: (port) => exec('mysqladmin', 'ping', '-h', '127.0.0.1', ...flag('-P', port)),
  },
  {
    names: ['mariadb'],
    port: 3306,
    tag: /^(?:1[1-9]|10\.(?:[5-9]|1\d))(?:\D|$)/,
    command: (port) => exec('mariadb-admin', 'ping', '-h', '127.0.0.1', ...flag('-P', port)),
  },
  {
    names: ['mongo'],
    port: 27017,
    tag: /^[6-9](?:\D|$)/,
    command: (port) => exec('mongosh', '--quiet', ...flag('--port', port), '--eval', "db.adminCommand('ping')"),
  },
  {
    names: ['rabbitmq'],
    port: 5672,
    tag: /^(?:[4-9](?:[.-]|$)|3(?:-|$)|3\.(?:[89]|1\d)(?:\D|$))/,
    command: () => exec('rabbitmq-diagnostics', '-q', 'ping'),
  },
];

/** Official images with a language, each with what it can open a connection with. */
const LANGUAGES: readonly {
  readonly names: readonly string[];
  command(port: number): HealthCommand;
}[] = [
  {
    names: ['node'],
    command: (port) =>
      exec(
        'node',
        '-e',
        `require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`,
      ),
  },
  {
    names: ['python'],
    command: (port) => exec('python', '-c', `import socket; socket.create_connection(('127.0.0.1', ${port}), 3)`),
  },
  { names: ['ruby'], command: (port) => exec('ruby', '-rsocket', '-e', `TCPSocket.new('127.0.0.1', ${port})`) },
  { names: ['php'], command: (port) => exec('php', '-r', `exit(@fsockopen('127.0.0.1', ${port}) ? 0 : 1);`) },
  {
    names: ['debian', 'ubuntu', 'eclipse-temurin'],
    command: (port) => exec('bash', '-c', `</dev/tcp/127.0.0.1/${port}`),
  },
];

/**
 * A command that asks from inside whether the server of an image answers on its port, one of those that it listens on, by a program
 * that the image is known to bring; `undefined` when none is known. Of the tag nothing is guessed: a variable, or a digest alone,
 * may be any version.
 */
export function serverCheck(reference: string, ports: readonly number[]): HealthCommand | undefined {
  const image = officialImage(reference);
  const row = image && SERVERS.find((r) => r.names.includes(image.path));
  if (!row || (row.tag && image.tag !== undefined && image.tag !== 'latest' && !row.tag.test(image.tag)))
    return undefined;
  if (ports.includes(row.port)) return row.command(undefined);
  return ports.length === 1 ? row.command(ports[0]) : undefined;
}

/**
 * A command that connects to a port from inside of an image that is built on another, by what that one is known to bring;
 * `undefined` when none is known.
 */
export function connectionCheck(base: string, port: number): HealthCommand | undefined {
  const image = officialImage(base);
  if (!image || /windows|nanoserver|servercore/.test(image.tag ?? '')) return undefined;
  const isAlpine = /(?:^|-)alpine(?:[\d.]*)?(?:-|$)/.test(image.tag ?? '');
  if (image.path === 'alpine' || (isAlpine && !image.path.includes('/'))) return exec('nc', '-z', '127.0.0.1', port);
  return LANGUAGES.find((l) => l.names.includes(image.path))?.command(port);
}

/** An image of Docker Hub, with a tag that is known or none. */
function officialImage(reference: string): { readonly path: string; readonly tag?: string } | undefined {
  const image = parseImageRef(reference);
  if (!image || image.registry !== undefined || image.openRegistry || image.openTag) return undefined;
  if (image.digest !== undefined && image.tag === undefined) return undefined;
  return { path: image.path, ...(image.tag === undefined ? {} : { tag: image.tag }) };
}

/** The program that a health command runs. */
export function programOf(command: HealthCommand): string {
  return (command.kind === 'exec' ? command.words[0] : command.line.split(' ')[0]) ?? '';
}

import type { ConfigFileFact, ConnectFact, ListenFact, Located, Port, Protocol, TextFact, Values } from '../facts';
import { isPortNumber, located, numberPort, open } from '../facts';
import { configAddress } from '../lore/configAddress';
import { hostFrom, impliedPort, listenFact } from '../lore/listenFact';
import type { NginxDirective, NginxWord } from '../syntax/nginx';
import { parseNginx } from '../syntax/nginx';
import type { MappedText } from '../text/mapped';
import { sliceMapped, traceAll } from '../text/mapped';
import { say } from '../text/say';
import type { TextFormat } from './format';

/** nginx configurations (formats.md §8.1): where servers listen, and whom they pass requests to. */
export const nginx: TextFormat = {
  id: 'nginx',
  title: 'nginx configurations in ConfigMaps and Secrets',
  files: ['nginx.conf', '*.conf', '*.conf.template'],
  reads: [
    '`listen` of servers, also those of `stream`; a server without one listens on 80',
    '`proxy_pass`, `grpc_pass`, `fastcgi_pass`, `uwsgi_pass`, `scgi_pass`, `memcached_pass`, and the servers of an `upstream`',
  ],
  readText(text) {
    return looksLikeNginx(text) ? { facts: [readNginx(text)] } : undefined;
  },
};

const BLOCKS = /(?:^|[\s;{}])(?:server|upstream\s{1,9}[^\s{};]{1,200}|http|stream)\s{0,99}\{/;
const DIRECTIVES =
  /(?:^|[\s;{}])(?:listen|server_name|proxy_pass|location|worker_processes|fastcgi_pass|root|server)\s[^\n]{0,200}[;{]/;

function looksLikeNginx({ hint, text }: TextFact): boolean {
  if (!/(?:\.conf|\.template|\.nginx|^nginx[\w.-]*|\.tmpl)$/i.test(hint)) return false;
  return BLOCKS.test(text.text) && DIRECTIVES.test(text.text) && !/^\s*</.test(text.text);
}

/** What is gathered on the way through the blocks. */
interface Gathered {
  readonly text: MappedText;
  readonly listens: ListenFact[];
  readonly connects: ConnectFact[];
  readonly names: Set<string>;
  readonly includes: string[];
}

function readNginx({ hint, text, owner }: TextFact): ConfigFileFact {
  const into: Gathered = { text, listens: [], connects: [], names: new Set(), includes: [] };
  const directives = parseNginx(text.text);
  collectNames(directives, into);
  for (const d of directives) readDirective(d, 'http', into);
  return {
    kind: 'config-file',
    owner,
    name: hint,
    program: 'nginx',
    listens: into.listens,
    connects: into.connects,
    names: [...into.names],
    includes: into.includes,
  };
}

/** Upstreams hide names of the network wherever they stand, also behind their use. */
function collectNames(directives: readonly NginxDirective[], into: Gathered): void {
  for (const d of directives) {
    if (d.name.text === 'upstream' && d.args[0]) into.names.add(d.args[0].text);
    if (d.block) collectNames(d.block, into);
  }
}

/** Protocol of the block that a directive stands in. */
type Inside = 'http' | 'stream' | 'upstream' | 'stream-upstream';

function readDirective(d: NginxDirective, inside: Inside, into: Gathered): void {
  const name = d.name.text;
  if (name === 'include' && d.args[0]) into.includes.push(d.args[0].text);
  else if (name === 'upstream')
    for (const s of d.block ?? []) readDirective(s, inside === 'stream' ? 'stream-upstream' : 'upstream', into);
  else if (name === 'server' && inside.endsWith('upstream')) passTo(d.args[0], name, inside === 'upstream', into);
  else if (name === 'server' && d.block) readServer(d, inside, into);
  else if (PASSES.has(name)) passTo(d.args[0], name, inside !== 'stream' && PASSES.get(name) === true, into);
  else for (const s of d.block ?? []) readDirective(s, name === 'stream' || name === 'mail' ? 'stream' : inside, into);
}

/** Directives that name another server; the value says whether port 80 is meant where none is written. */
const PASSES: ReadonlyMap<string, boolean> = new Map([
  ['proxy_pass', true],
  ['grpc_pass', true],
  ['fastcgi_pass', false],
  ['uwsgi_pass', false],
  ['scgi_pass', false],
  ['memcached_pass', false],
]);

function readServer(server: NginxDirective, inside: Inside, into: Gathered): void {
  const block = server.block ?? [];
  // In `http` requests are passed on from a `location`; a server that does so itself is one of `stream`.
  const stream = inside === 'stream' || block.some((d) => d.name.text === 'proxy_pass');
  const listens = block.filter((d) => d.name.text === 'listen');
  for (const d of listens) into.listens.push(...readListen(d, stream, into.text));
  if (listens.length === 0 && !stream && block.length > 0) into.listens.push(impliedListen(server, into.text));
  for (const d of block) if (d.name.text !== 'listen') readDirective(d, stream ? 'stream' : 'http', into);
}

function kindOf(protocol: Protocol): Parameters<typeof listenFact>[2] {
  return { by: 'listen', level: 4, purpose: 'main', exclusive: true, certainty: 'high', protocol };
}

/** A server without `listen` takes port 80, as root; anybody else gets 8000. */
function impliedListen(server: NginxDirective, text: MappedText): ListenFact {
  const place = sliceMapped(text, server.name.start, server.name.end);
  const because = say`a server without \`listen\` listens on port 80`;
  const port = impliedPort(80, place, because);
  return listenFact({ ...port, open: { because: say`it is 8000 for who is not root` } }, place, kindOf('tcp'));
}

function readListen(d: NginxDirective, stream: boolean, text: MappedText): readonly ListenFact[] {
  const [word, ...options] = d.args;
  if (!word || word.text.startsWith('unix:')) return [];
  const udp = options.some((o) => o.text === 'udp' || o.text === 'quic');
  const kind = kindOf(udp ? 'udp' : 'tcp');
  const place = sliceMapped(text, word.start, word.end);
  if (word.text.includes('$'))
    return [listenFact(open(say`it is filled in when nginx starts`, place.whole), place, kind)];
  const m = /^(?:(\[[\da-f:.]*\]|[\w.*-]*[A-Za-z.*][\w.-]*):)?(\d{1,5})(?:-(\d{1,5}))?$/i.exec(word.text);
  if (m) {
    const digits = (m[2] ?? '').length + (m[3] === undefined ? 0 : m[3].length + 1);
    const port = sliceMapped(place, word.text.length - digits, word.text.length);
    const values = portsOf(port, Number(m[2]), m[3] === undefined ? undefined : Number(m[3]));
    const host = m[1] && m[1] !== '*' ? hostFrom(sliceMapped(place, 0, m[1].length)) : undefined;
    return values ? [listenFact(values, place, kind, host)] : [];
  }
  // An address alone: the port is 80. `stream` asks for one.
  if (stream || !/^(?:\[[\da-f:.]+\]|[\w.*-]+)$/i.test(word.text)) return [];
  const host = word.text === '*' ? undefined : hostFrom(place);
  return [listenFact(impliedPort(80, place, say`\`listen\` without a port means 80`), place, kind, host)];
}

function portsOf(text: MappedText, from: number, to: number | undefined): Values<Port> | undefined {
  if (!isPortNumber(from) || (to !== undefined && !(isPortNumber(to) && to >= from))) return undefined;
  const port: Port = to === undefined ? numberPort(from) : { kind: 'range', from, to };
  const value: Located<Port> = located(port, traceAll(text));
  return { alternatives: [value] };
}

/**
 * Whom a request goes to. A name of an upstream is none of the network, and what has variables is not known. `implies`: port 80
 * is meant where none is written.
 */
function passTo(word: NginxWord | undefined, directive: string, implies: boolean, into: Gathered): void {
  if (!word || word.text.startsWith('unix:') || word.text.includes('://unix:')) return;
  // `http://api:8080$request_uri`: the address is whole before the variable.
  const whole = /^(https?:\/\/[^/$]*[^/$:.])\$(?:request_uri|uri|document_uri)\b/.exec(word.text)?.[1];
  const text = sliceMapped(into.text, word.start, whole === undefined ? word.end : word.start + whole.length);
  if (/^[^/]*(?:\/\/[^/]*)?\$/.test(text.text)) return;
  for (const { scheme, ...c } of configAddress(text, directive, 'http')) {
    if (!c.explicit && (!implies || into.names.has(c.host.value))) continue;
    into.connects.push(implies && scheme !== undefined ? { ...c, scheme } : c);
  }
}

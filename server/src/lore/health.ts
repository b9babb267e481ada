import type { CommandLine, EnvVar, Located, Port, Protocol, Values } from '../facts';
import { isPortNumber, located, numberPort, only, open } from '../facts';
import type { MappedText } from '../text/mapped';
import { mapImplied, sliceMapped, traceAll } from '../text/mapped';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { ClientTarget } from './clients';
import { clientTargets, devTcpAddress } from './clients';
import { maskVariables, whyUnknown } from './mask';
import type { RunCommand } from './runCommands';
import { programName, runCommands } from './runCommands';
import { findUrls } from './urls';

/** What a health command probes. The vantage is the container that runs it. */
export interface CheckTarget {
  /** Absent: the program's own default, which is the container itself. */
  readonly host?: Located<string>;
  /** Open when a variable in it has no known value. */
  readonly port: Values<Port>;
  /** Whether the port is written; otherwise scheme or client imply it. */
  readonly explicit: boolean;
  readonly protocol: Protocol;
  readonly scheme?: string;
  /** The program that probes: `curl`, `pg_isready`. */
  readonly by: string;
  /** `host:port` or the flag's value as written; the program's word when the port is implied. */
  readonly site: Span;
}

/**
 * The targets of a health command (formats.md §1.5), in order; empty when nothing is recognised. `env` gives values to
 * `$PORT`. Read are the clients of clients.ts, `/dev/tcp/host/port`, and URLs and sockets in one-line scripts
 * (`node -e`, `python -c`, `php -r`, `ruby -e`). A URL without port means its scheme's.
 */
export function checkOfCommand(command: CommandLine, env: readonly EnvVar[]): readonly CheckTarget[] {
  return runCommands(command, undefined, env).flatMap((c) => [...ofWords(c), ...c.redirects.flatMap((r) => devTcp(r))]);
}

function ofWords(c: RunCommand): readonly CheckTarget[] {
  const program = programName(c.words[0]);
  const targets = clientTargets(c.words);
  if (targets) return targets.flatMap((t) => fromTarget(t) ?? []);
  const script = inlineScript(c.words, program);
  return script ? scriptTargets(script, program) : [];
}

function fromTarget(t: ClientTarget): CheckTarget | undefined {
  const port = t.port ? written(t.port, t.open) : t.defaultPort === undefined ? undefined : implied(t, t.defaultPort);
  return (
    port && {
      ...(t.host ? { host: located(t.host.text, traceAll(t.host)) } : {}),
      port,
      explicit: t.port !== undefined,
      protocol: t.protocol,
      ...(t.scheme ? { scheme: t.scheme } : {}),
      by: t.program,
      site: t.place.whole,
    }
  );
}

function written(port: MappedText, unknown: boolean): Values<Port> | undefined {
  if (unknown) return open(whyUnknown(port.text), port.whole);
  const number = /^\d{1,5}$/.test(port.text) ? Number(port.text) : 0;
  return isPortNumber(number) ? only(located(numberPort(number), traceAll(port))) : undefined;
}

function implied(t: ClientTarget, number: number): Values<Port> {
  const because =
    t.scheme && t.host
      ? say`\`${t.scheme}\` means port ${number} when none is written`
      : say`\`${t.program}\` asks port ${number} when none is written`;
  return only(located(numberPort(number), traceAll(mapImplied(String(number), t.place.whole, because))));
}

const SCRIPT_FLAGS: ReadonlyMap<string, RegExp> = new Map(
  Object.entries<RegExp>({
    node: /^(?:-e|--eval|-p|--print)$/,
    bun: /^(?:-e|--eval)$/,
    deno: /^eval$/,
    python: /^-c$/,
    python2: /^-c$/,
    python3: /^-c$/,
    php: /^-r$/,
    ruby: /^-e$/,
    perl: /^-[A-Za-z:]*e$/,
    pwsh: /^-(?:c|Command)$/i,
    powershell: /^-(?:c|Command)$/i,
  }),
);

/** The script text behind `-e`; `undefined` when there is none. */
function inlineScript(words: readonly MappedText[], program: string): MappedText | undefined {
  const flag = SCRIPT_FLAGS.get(/^python3?\.\d+$/.test(program) ? 'python3' : program);
  const at = flag ? words.findIndex((w, i) => i > 0 && flag.test(w.text)) : -1;
  return at < 0 ? undefined : words[at + 1];
}

/** `connect(80, 'localhost')`, `create_connection(("localhost", 80))`, `TCPSocket.new('localhost', 80)`, `fsockopen('localhost', 80)`. */
const HOST_FIRST =
  /(?:connect|create_connection|connect_ex|TCPSocket\.(?:new|open)|fsockopen|HTTPS?Connection)\(\s*\(?\s*["']([\w.:-]+)["']\s*,\s*(?:port\s*=\s*)?(\d{1,5})\b/g;
const PORT_FIRST = /\b(?:connect|createConnection)\(\s*(\d{1,5})\s*(?:,\s*["']([\w.:-]+)["'])?/g;
const OPTIONS = /["']?port["']?\s*:\s*["']?(\d{1,5})\b/g;

function scriptTargets(script: MappedText, program: string): readonly CheckTarget[] {
  const urls = findUrls(script.text).flatMap(({ scheme, hosts }) =>
    hosts.flatMap((h) => {
      const port = h.port ? { port: sliceMapped(script, h.port.start, h.port.end) } : {};
      const host = sliceMapped(script, h.host.start, h.host.end);
      const base = { host, ...port, open: h.open, scheme: scheme.name, protocol: scheme.protocol, program };
      const found = fromTarget({
        ...base,
        ...(scheme.port === undefined ? {} : { defaultPort: scheme.port }),
        place: sliceMapped(script, h.all.start, h.all.end),
      });
      return found &&
        h.port === undefined &&
        /^\s*["'`]?\s*(?:\+|\.|%)/.test(script.text.slice(h.all.end, h.all.end + 4))
        ? []
        : (found ?? []);
    }),
  );
  if (urls.length > 0) return urls;
  const text = maskVariables(script.text);
  const sockets = [...sites(HOST_FIRST, text, 1, 2), ...sites(PORT_FIRST, text, 2, 1)];
  const found = sockets.length > 0 ? sockets : sites(OPTIONS, text, undefined, 1);
  return found.flatMap(({ host, port }) => {
    const at = sliceMapped(script, port[0], port[1]);
    const name = host && sliceMapped(script, host[0], host[1]);
    return (
      fromTarget({ ...(name ? { host: name } : {}), port: at, open: false, protocol: 'tcp', program, place: at }) ?? []
    );
  });
}

type Offsets = readonly [number, number];

/** Where the groups of host and port stand, for each match. */
function sites(
  pattern: RegExp,
  text: string,
  host: number | undefined,
  port: number,
): { host: Offsets | undefined; port: Offsets }[] {
  return [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}d`))].flatMap((m) => {
    const at = m.indices?.[port];
    return at ? [{ host: host === undefined ? undefined : m.indices?.[host], port: at }] : [];
  });
}

function devTcp(word: MappedText): readonly CheckTarget[] {
  const at = devTcpAddress(word);
  if (!at?.port) return [];
  const [host, port, place] = [at.host, at.port, at.all].map((r) => sliceMapped(word, r.start, r.end)) as [
    MappedText,
    MappedText,
    MappedText,
  ];
  return [fromTarget({ host, port, open: at.open, protocol: at.protocol, program: '/dev/tcp', place }) ?? []].flat();
}

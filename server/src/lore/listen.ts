import type { CommandLine, EnvVar, ListenFact, ListenLevel, Located } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { say } from '../text/say';
import { readBinds } from './binds';
import { isClient } from './clients';
import type { Flag } from './flags';
import { readFlags, subCommand } from './flags';
import type { Invocation } from './invocations';
import { invocationsOf } from './invocations';
import { listensOfEnv } from './listenEnv';
import type { ListenKind, ListenOptions } from './listenFact';
import { hostFrom, impliedHost, impliedPort, listenFact, listenFacts } from './listenFact';
import { propertyListens } from './listenProperties';
import { HOLE, maskVariables } from './mask';
import { GENERIC } from './programs';
import { runCommands } from './runCommands';

export type { ListenOptions } from './listenFact';
export { listensOfEnv };

/**
 * Ports that flags of a command make its program listen on (formats.md §9.3). `entrypoint` and `command` are what the
 * platform runs, either may be absent; `env` gives values to `$PORT` in them. A flag whose value is not known gives a
 * fact with open values; a program that is told nothing gives its default at level 11, where it has one that only flags
 * and variables change. No facts for programs that only connect (`psql -p`, `ssh -p`).
 */
export function listensOfCommand(
  command: CommandLine | undefined,
  entrypoint: CommandLine | undefined,
  env: readonly EnvVar[],
  options: ListenOptions,
): readonly ListenFact[] {
  const level: ListenLevel = options.from === 'deployment' ? 1 : 5;
  return runCommands(command, entrypoint, env).flatMap((c) => {
    if (c.substituted || isClient(c.words)) return [];
    const assigned = c.assignments.map(({ name, value }): EnvVar => ({
      name,
      nameSite: value.whole,
      value,
      source: 'environment',
    }));
    const set = new Set([...env, ...assigned].map((v) => v.name));
    const context: Context = { level, conditional: c.conditional, isSet: (name) => set.has(name) };
    return [
      ...listensOfEnv(assigned, options).map((f) => ({ ...f, level })),
      ...propertyListens(c.words, { level, certainty: c.conditional ? 'low' : 'high' }),
      ...invocationsOf(c, options.image).flatMap((i) => invocationListens(i, context)),
    ];
  });
}

interface Context {
  readonly level: ListenLevel;
  readonly conditional: boolean;
  readonly isSet: (name: string) => boolean;
}

/** Flags of one listener only, by the convention of those who have them, whatever the program. */
const ONLY_LISTENER = new Set(['--urls', '--server.port', '--web.listen-address', '-web.listen-address']);
/** What a program can bind; any other name in a flag of an unknown program is somebody else's. */
const OWN_HOST = new RegExp(
  `^(?:[*+]|0\\.0\\.0\\.0|localhost|127(?:\\.\\d+){3}|[\\da-fA-F]*::[\\da-fA-F:.]*|.*${HOLE}.*)$`,
);

function invocationListens(i: Invocation, context: Context): readonly ListenFact[] {
  const sub = subCommand(i.program, i.args);
  if (sub === undefined) return [];
  const flags = readFlags(i.program, i.args);
  const host = hostFlag(flags);
  if (i.program === GENERIC && host?.text && !OWN_HOST.test(maskVariables(host.text))) return [];
  const named = host ? hostFrom(host) : undefined;
  const found = flags.flatMap((f) =>
    flagFacts(i, f, context, named ?? (f.use === 'main' ? loopback(i, host, context) : undefined)),
  );
  const main = [...found.filter((f) => f.purpose === 'main'), ...operandFacts(i, sub, flags, context, named)];
  const beside = found.filter((f) => f.purpose !== 'main');
  if (main.length === 0) return [...defaultFacts(i, context, named ?? loopback(i, host, context)), ...beside];
  return [...main, ...beside, ...companions(i, context, beside)];
}

/** The value of the host flag; empty text for a bare `--host`, which means every interface. */
function hostFlag(flags: readonly Flag[]): MappedText | undefined {
  const found = flags.findLast((f) => f.use === 'host')?.value;
  return found?.text.startsWith('-') ? sliceMapped(found, 0, 0) : found;
}

function loopback(i: Invocation, host: MappedText | undefined, context: Context): Located<string> | undefined {
  const variable = i.program.loopback;
  if (variable === undefined || host || (variable !== '' && context.isSet(variable))) return undefined;
  return impliedHost('127.0.0.1', i.word, say`\`${i.name}\` binds 127.0.0.1 unless it is told otherwise`);
}

function flagFacts(
  i: Invocation,
  { flag, use, value }: Flag,
  context: Context,
  host: Located<string> | undefined,
): readonly ListenFact[] {
  if (use === 'host' || (i.program === GENERIC && namesAnother(value.text))) return [];
  const exclusive = use === 'main' && !context.conditional && (!i.program.shared || ONLY_LISTENER.has(flag));
  return listenFacts(value, { ...kindOf(flag, use, context), exclusive, ...(host ? { host } : {}) });
}

function kindOf(by: string, purpose: ListenFact['purpose'], context: Context): ListenKind {
  // In a branch of a script: one of several things that may run.
  return { by, level: context.level, purpose, exclusive: false, certainty: context.conditional ? 'low' : 'high' };
}

function namesAnother(text: string): boolean {
  const masked = maskVariables(text);
  return readBinds(text).some((b) => b.host && !OWN_HOST.test(masked.slice(b.host.start, b.host.end)));
}

const OPERAND = new RegExp(`^(?:[\\w.*:[\\]${HOLE}]*:)?(?:\\d{1,5}|${HOLE}+)$`);

/** `http.server 8000`, `runserver 0.0.0.0:8000`, `nc -l 8080`: the first word that is a port with or without address. */
function operandFacts(
  i: Invocation,
  sub: number,
  flags: readonly Flag[],
  context: Context,
  host: Located<string> | undefined,
): readonly ListenFact[] {
  const word = i.program.operand && i.args.find((a, k) => k > sub && OPERAND.test(maskVariables(a.text)));
  // The value of a flag is no operand: `nc -l -p 8080` has it as flag already.
  if (!word || flags.some((f) => f.value === word)) return [];
  const bound = host ?? (/^\d+$/.test(word.text) ? loopback(i, undefined, context) : undefined);
  return listenFacts(word, {
    ...kindOf(i.name, 'main', context),
    exclusive: !context.conditional,
    ...(bound ? { host: bound } : {}),
  });
}

/** What the program listens on when nobody says anything; `mongod --shardsvr` is a default too. */
function defaultFacts(i: Invocation, context: Context, host: Located<string> | undefined): readonly ListenFact[] {
  const role = i.name === 'mongod' ? i.args.find((a) => /^--(?:shardsvr|configsvr)$/.test(a.text)) : undefined;
  if (role) {
    const number = role.text === '--shardsvr' ? 27018 : 27019;
    const port = impliedPort(number, role, say`\`${role.text}\` means port ${number}`);
    return [listenFact(port, role, { ...kindOf(role.text, 'main', context), exclusive: true }, host)];
  }
  const [number, variables] = i.program.default ?? [];
  if (number === undefined || variables?.split(' ').some((v) => context.isSet(v)) || i.args.includes(i.word)) return [];
  const because = say`\`${i.name}\` listens on ${number} unless it is told otherwise`;
  const kind: ListenKind = {
    by: i.name,
    level: 11,
    purpose: 'main',
    exclusive: false,
    certainty: context.conditional ? 'low' : 'medium',
  };
  return [listenFact(impliedPort(number, i.word, because), i.word, kind, host)];
}

/** Ports that stay open beside the main one: `mysqld` keeps 33060 wherever 3306 goes. */
function companions(i: Invocation, context: Context, beside: readonly ListenFact[]): readonly ListenFact[] {
  if (beside.length > 0) return [];
  return (i.program.also ?? []).map((number) => {
    const port = impliedPort(number, i.word, say`\`${i.name}\` also listens on ${number}`);
    return listenFact(port, i.word, kindOf(i.name, 'extra', context));
  });
}

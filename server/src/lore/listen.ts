import type { CommandLine, EnvVar, ListenFact, ListenLevel, Located } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { readBinds } from './binds';
import { isClient } from './clients';
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
  const { program } = i;
  if (program.subs && !i.args.some((a) => program.subs?.split(' ').includes(a.text))) return [];
  const host = hostFlag(i);
  if (program === GENERIC && host?.text && !OWN_HOST.test(maskVariables(host.text))) return [];
  const named = host ? hostFrom(host) : undefined;
  const main = [
    ...flagFacts(i, 'main', context, named ?? loopback(i, host, context)),
    ...operandFacts(i, context, named),
  ];
  const beside = (['metrics', 'admin', 'debug', 'extra'] as const).flatMap((purpose) =>
    flagFacts(i, purpose, context, named),
  );
  if (main.length === 0) return [...defaultFacts(i, context, named ?? loopback(i, host, context)), ...beside];
  return [...main, ...beside, ...companions(i, context, beside)];
}

/** Values of flags: `--port 80`, `--port=80`, `-p80`. */
function flagValues(
  args: readonly MappedText[],
  names: string | undefined,
): readonly { readonly flag: string; readonly value: MappedText }[] {
  const flags = names?.split(' ') ?? [];
  if (flags.length === 0) return [];
  const out: { flag: string; value: MappedText }[] = [];
  for (const [i, word] of args.entries()) {
    const next = args[i + 1];
    const equals = word.text.indexOf('=');
    const head = equals < 0 ? word.text : word.text.slice(0, equals);
    const short = word.text.slice(0, 2);
    if (flags.includes(head)) {
      if (equals >= 0) out.push({ flag: head, value: sliceMapped(word, equals + 1, word.text.length) });
      else if (next) out.push({ flag: head, value: next });
      else out.push({ flag: head, value: sliceMapped(word, word.text.length, word.text.length) });
    } else if (/^-[a-zA-Z][:\d$]/.test(word.text) && flags.includes(short)) {
      out.push({ flag: short, value: sliceMapped(word, 2, word.text.length) });
    }
  }
  return out;
}

/** The value of the host flag; empty text for a bare `--host`, which means every interface. */
function hostFlag(i: Invocation): MappedText | undefined {
  const found = flagValues(i.args, i.program.host).at(-1)?.value;
  return found?.text.startsWith('-') ? sliceMapped(found, 0, 0) : found;
}

function loopback(i: Invocation, host: MappedText | undefined, context: Context): Located<string> | undefined {
  const variable = i.program.loopback;
  if (variable === undefined || host || (variable !== '' && context.isSet(variable))) return undefined;
  return impliedHost('127.0.0.1', i.word, `\`${i.name}\` binds 127.0.0.1 unless it is told otherwise`);
}

function flagFacts(
  i: Invocation,
  purpose: ListenFact['purpose'],
  context: Context,
  host: Located<string> | undefined,
): readonly ListenFact[] {
  return flagValues(i.args, i.program[purpose === 'main' ? 'main' : purpose]).flatMap(({ flag, value }) => {
    if (i.program === GENERIC && namesAnother(value.text)) return [];
    const exclusive = purpose === 'main' && !context.conditional && (!i.program.shared || ONLY_LISTENER.has(flag));
    return listenFacts(value, { ...kindOf(flag, purpose, context), exclusive, ...(host ? { host } : {}) });
  });
}

function kindOf(by: string, purpose: ListenFact['purpose'], context: Context): ListenKind {
  // In a branch of a script: one of several things that may run.
  return { by, level: context.level, purpose, exclusive: false, certainty: context.conditional ? 'low' : 'high' };
}

function namesAnother(text: string): boolean {
  const masked = maskVariables(text);
  return readBinds(text).some((b) => b.host && !OWN_HOST.test(masked.slice(b.host.start, b.host.end)));
}

/** `http.server 8000`, `runserver 0.0.0.0:8000`, `nc -l 8080`: the first word that is a port with or without address. */
function operandFacts(i: Invocation, context: Context, host: Located<string> | undefined): readonly ListenFact[] {
  if (!i.program.operand) return [];
  const sub = i.program.subs ? i.args.findIndex((a) => i.program.subs?.split(' ').includes(a.text)) : -1;
  const at = i.args.findIndex(
    (a, k) => k > sub && new RegExp(`^(?:[\\w.*:[\\]${HOLE}]*:)?(?:\\d{1,5}|${HOLE}+)$`).test(maskVariables(a.text)),
  );
  const word = i.args[at];
  // The value of a flag is no operand: `nc -l -p 8080` has it as flag already.
  if (!word || (at > 0 && flagValues(i.args, i.program.main).some((f) => f.value === word))) return [];
  const bound =
    host ?? (i.program.loopback !== undefined && /^\d+$/.test(word.text) ? loopback(i, undefined, context) : undefined);
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
    const port = impliedPort(number, role, `\`${role.text}\` means port ${number}`);
    return [listenFact(port, role, { ...kindOf(role.text, 'main', context), exclusive: true }, host)];
  }
  const [number, variables] = i.program.default ?? [];
  if (number === undefined || variables?.split(' ').some((v) => context.isSet(v)) || i.args.includes(i.word)) return [];
  const because = `\`${i.name}\` listens on ${number} unless it is told otherwise`;
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
    const port = impliedPort(number, i.word, `\`${i.name}\` also listens on ${number}`);
    return listenFact(port, i.word, kindOf(i.name, 'extra', context));
  });
}

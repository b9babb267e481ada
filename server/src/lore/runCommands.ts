import type { CommandLine, EnvVar } from '../facts';
import type { ShellCommand, ShellWord } from '../syntax/shell';
import type { ShellResolve } from '../syntax/command';
import { commandsOf, fillWord } from '../syntax/command';
import type { MappedText } from '../text/mapped';
import { mapImplied, sliceMapped } from '../text/mapped';
import { hasHole } from './mask';

/** A command that a container runs, its variables replaced where they are known. */
export interface RunCommand {
  /** The program and its arguments; what is not known stands as written (`$PORT`). At least one word. */
  readonly words: readonly MappedText[];
  /** Variables that are set for it alone. */
  readonly assignments: readonly { readonly name: string; readonly value: MappedText }[];
  readonly redirects: readonly MappedText[];
  /** May not run, see ShellCommand. */
  readonly conditional: boolean;
  /** Helps to make a word of another command. */
  readonly substituted: boolean;
  /** Its words go to a program that is not named: the image's entrypoint. */
  readonly argumentsOnly: boolean;
}

/**
 * What a platform runs for entrypoint and command: the words of both, one behind the other; a shell form entrypoint
 * takes no command. Values of variables come from `env` and from assignments that stand before.
 */
export function runCommands(
  command: CommandLine | undefined,
  entrypoint: CommandLine | undefined,
  env: readonly EnvVar[],
): readonly RunCommand[] {
  const line = entrypoint ?? command;
  if (!line) return [];
  const before = remembered.get(line);
  if (before && before.command === command && before.env === env) return before.commands;
  const commands = readCommands(command, entrypoint, env);
  remembered.set(line, { command, env, commands });
  return commands;
}

interface Remembered {
  readonly command: CommandLine | undefined;
  readonly env: readonly EnvVar[];
  readonly commands: readonly RunCommand[];
}

/** The last answer for a line: who asks what a command listens on also asks what it dials. */
const remembered = new WeakMap<CommandLine, Remembered>();

function readCommands(
  command: CommandLine | undefined,
  entrypoint: CommandLine | undefined,
  env: readonly EnvVar[],
): readonly RunCommand[] {
  const line = joined(command, entrypoint);
  if (!line || line.words.length === 0) return [];
  const argumentsOnly = !entrypoint && (line.words[0] as MappedText).text.startsWith('-') && line.form === 'exec';
  const known = new Map(env.map((v) => [v.name, v]));
  const out: RunCommand[] = [];
  for (const c of commandsOf(line).commands) {
    const resolve = resolver(known);
    const made = runCommand(c, (w) => filled(w, known, resolve), argumentsOnly);
    // `PORT=80` alone, or exported, holds for what follows.
    if (c.words.length === 0 || made.words[0]?.text === 'export')
      for (const v of settings(c, made)) known.set(v.name, v);
    if (made.words.length > 0 || made.redirects.length > 0) out.push(made);
  }
  return out;
}

function joined(command: CommandLine | undefined, entrypoint: CommandLine | undefined): CommandLine | undefined {
  if (!entrypoint || entrypoint.words.length === 0) return command;
  if (!command || entrypoint.form === 'shell') return entrypoint;
  const tail = command.form === 'exec' ? command.words : [...shellWords(command), ...command.words];
  return { form: 'exec', words: [...entrypoint.words, ...tail], site: entrypoint.site };
}

function shellWords(command: CommandLine): readonly MappedText[] {
  return ['sh', '-c'].map((word) => mapImplied(word, command.site, 'shell form runs in a shell'));
}

function runCommand(c: ShellCommand, fill: (word: ShellWord) => MappedText, argumentsOnly: boolean): RunCommand {
  return {
    words: c.words.map(fill),
    assignments: c.assignments.map((a) => ({ name: a.name, value: fill(a.value) })),
    redirects: c.redirects.map(fill),
    conditional: c.conditional,
    substituted: c.substituted,
    argumentsOnly,
  };
}

/** The word as the program gets it, or as written when something in it is not known. */
function filled(word: ShellWord, known: ReadonlyMap<string, EnvVar>, resolve: ShellResolve): MappedText {
  // A variable that is passed through has a value, only not one that we know: its default need not count.
  if (word.parameters.some((p) => known.has(p.name) && !known.get(p.name)?.value)) return word.text;
  return fillWord(word, resolve) ?? word.text;
}

function resolver(known: ReadonlyMap<string, EnvVar>): ShellResolve {
  return (name) => {
    const v = known.get(name);
    return v?.value && { value: v.value, step: { kind: 'variable', name, at: v.nameSite } };
  };
}

function settings(c: ShellCommand, made: RunCommand): readonly EnvVar[] {
  const alone = c.words.length === 0 ? made.assignments : [];
  const exported = made.words[0]?.text === 'export' ? made.words.slice(1).flatMap((w) => assignment(w) ?? []) : [];
  return [...alone, ...exported].map(({ name, value }) => ({
    name,
    nameSite: value.whole,
    value,
    source: 'environment',
  }));
}

/** `NAME=value` in a word that no variable is left in. */
function assignment(word: MappedText): { name: string; value: MappedText } | undefined {
  const m = /^([A-Za-z_]\w*)=/.exec(word.text);
  return m ? { name: m[1] as string, value: sliceMapped(word, m[0].length, word.text.length) } : undefined;
}

/** The program's name without folder, `.exe` and `./`; empty when a variable stands in it. */
export function programName(word: MappedText | undefined): string {
  const name = (word?.text ?? '').replace(/^.*[/\\]/, '').replace(/\.(?:exe|sh|js|cmd)$/i, '');
  return name.includes('`') || hasHole(name) ? '' : name;
}

import type { ListenFact } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import type { Program } from './programs';

/** A flag of a program that says where it listens, with its value. */
export interface Flag {
  readonly flag: string;
  readonly use: ListenFact['purpose'] | 'host';
  /** Empty when the flag stands last. */
  readonly value: MappedText;
}

/** A row of the table with its lists taken apart. */
interface Uses {
  readonly flags: ReadonlyMap<string, Flag['use']>;
  readonly subs: ReadonlySet<string>;
}

const compiled = new WeakMap<Program, Uses>();

function usesOf(program: Program): Uses {
  const before = compiled.get(program);
  if (before) return before;
  const flags = new Map<string, Flag['use']>();
  for (const use of ['host', 'extra', 'debug', 'admin', 'metrics', 'main'] as const) {
    for (const flag of program[use]?.split(' ') ?? []) flags.set(flag, use);
  }
  const made = { flags, subs: new Set(program.subs?.split(' ')) };
  compiled.set(program, made);
  return made;
}

/** The flags among the arguments that the program has: `--port 80`, `--port=80`, `-p80`. */
export function readFlags(program: Program, args: readonly MappedText[]): readonly Flag[] {
  const { flags } = usesOf(program);
  const out: Flag[] = [];
  if (flags.size === 0) return out;
  for (const [i, word] of args.entries()) {
    const equals = word.text.indexOf('=');
    const head = equals < 0 ? word.text : word.text.slice(0, equals);
    const use = flags.get(head);
    if (use)
      out.push({
        flag: head,
        use,
        value: equals < 0 ? (args[i + 1] ?? endOf(word)) : sliceMapped(word, equals + 1, word.text.length),
      });
    else if (/^-[a-zA-Z][:\d$]/.test(word.text)) {
      const short = word.text.slice(0, 2);
      const shortUse = flags.get(short);
      if (shortUse) out.push({ flag: short, use: shortUse, value: sliceMapped(word, 2, word.text.length) });
    }
  }
  return out;
}

/** The empty text behind a word. */
function endOf(word: MappedText): MappedText {
  return sliceMapped(word, word.text.length, word.text.length);
}

/** Index of the sub-command among the arguments; -1 when the program needs none, `undefined` when it is missing. */
export function subCommand(program: Program, args: readonly MappedText[]): number | undefined {
  if (!program.subs) return -1;
  const { subs } = usesOf(program);
  const at = args.findIndex((a) => subs.has(a.text));
  return at < 0 ? undefined : at;
}

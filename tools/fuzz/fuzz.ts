// Edits workspaces at random, as no person would, and watches that the engine stays sound, quick and independent of the
// order in which it learned things.
import { soundness } from '../../server/test/fixture/checks';
import { fromScratch, makeEngine, printAll, settle, textOf } from '../../server/test/fixture/drive';
import { parseFixture, ROOT } from '../../server/test/fixture/parse';
import { sourceFile } from '../../server/src/text/source';
import type { SourceFile } from '../../server/src/text/source';

export { parseFixture, ROOT, sourceFile };

/** A workspace in which something went wrong, and what. */
export interface Failure {
  readonly problem: string;
  readonly files: readonly SourceFile[];
}

/** Edits of one workspace in one round; then it is compared with an engine that never saw the steps. */
const EDITS = 30;
/** An edit of these small workspaces that takes longer than this, in milliseconds, hangs an editor elsewhere. */
const SLOW = 2_000;

/** What breaks readers of text: ends of things that never began, halves, extremes. */
const NASTY = [
  '\0',
  '\r',
  '\t',
  '"',
  "'",
  '`',
  '{{',
  '}}',
  '${',
  '$',
  '&a ',
  '*a',
  '---\n',
  '...',
  '!reset ',
  '[',
  ']',
  '{',
  '}',
  '|\n',
  '>-\n',
  '<<EOF\n',
  '\\\n',
  ': ',
  '- ',
  '# ',
  '0',
  '-1',
  '65536',
  '1e3',
  '0o17',
  '99999999999999999999',
  '\ud800',
  '\ufeff',
  '\u2028',
  '<<: ',
  '? ',
  '@',
  '%',
  '\n',
];

/**
 * One round: a workspace, edited step by step.
 * @returns the first thing that went wrong, if any
 */
export function fuzzRound(workspaces: readonly (readonly SourceFile[])[], seed: number): Failure | undefined {
  const roll = dice(seed);
  const words = [...NASTY, ...workspaces.flat().flatMap(({ text }) => text.match(/[\w-]+|[^\w\s]+/g) ?? [])];
  let files = pick(workspaces, roll);
  try {
    const engine = makeEngine();
    settle(engine, files.map(textOf));
    for (let i = 0; i < EDITS; i++) {
      const old = pick(files, roll);
      const file = sourceFile(old.uri, edited(old.text, words, roll));
      files = files.map((f) => (f === old ? file : f));
      const start = performance.now();
      const flaws = soundness(settle(engine, [textOf(file)]));
      const took = performance.now() - start;
      if (flaws.length > 0) return { problem: flaws.join('; '), files };
      if (took > SLOW) return { problem: `an edit of ${file.uri} took ${Math.round(took)} ms`, files };
    }
    const there = printAll(engine.snapshot);
    const anew = printAll(fromScratch(files));
    const other = there.find((finding, i) => finding !== anew[i]) ?? anew[there.length];
    return other === undefined ? undefined : { problem: `found by edits and from scratch differ: ${other}`, files };
  } catch (error) {
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error), files };
  }
}

function edited(text: string, words: readonly string[], roll: (below: number) => number): string {
  const at = roll(text.length + 1);
  switch (roll(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + roll(20));
    case 1:
      return text.slice(0, at) + pick(words, roll) + text.slice(at);
    case 2:
      return text.slice(0, at) + pick(words, roll) + text.slice(at + 1 + roll(6));
    case 3: {
      const lines = text.split('\n');
      const line = pick(lines, roll);
      const to = roll(lines.length + 1);
      return [...lines.slice(0, to), line, ...lines.slice(to)].join('\n');
    }
    default: {
      const lines = text.split('\n');
      const from = roll(lines.length);
      return lines.filter((_, i) => i !== from).join('\n');
    }
  }
}

function pick<T>(list: readonly T[], roll: (below: number) => number): T {
  const one = list[roll(list.length)];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
}

/** Whole numbers from 0 to below a bound, the same ones for the same seed (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

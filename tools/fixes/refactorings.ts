// Tries every refactoring at every port of a folder, in memory, and says of each whether it did what a refactoring does.
import { refactoringsAt } from '../../server/src/features/refactor/list';
import type { OfferedRefactoring } from '../../server/src/features/refactor/list';
import type { Span } from '../../server/src/text/span';
import { made, portsOf, refactoringFlaws, roundTrip } from '../../server/test/fixture/refactorProperty';
import type { Desk } from './fixes';
import { openDesk } from './fixes';

/** What became of one refactoring at one place. */
interface Outcome {
  readonly id: string;
  /** Title and place. */
  readonly what: string;
  readonly flaws: readonly string[];
}

/** The places of a folder at which was asked, and how long that took. */
interface Asked {
  places: number;
  milliseconds: number;
}

/** What is offered at the ports of a folder, each made once, at most `limit` of each kind; `asked` counts along. */
export async function* refactoringsIn(folder: string, asked: Asked, limit: number): AsyncGenerator<Outcome> {
  const desk = await openDesk(folder);
  const known = new Set<string>();
  const times = new Map<string, number>();
  for (const at of portsOf(desk.before)) {
    const start = performance.now();
    const offered = refactoringsAt(desk.before, at.uri, at.start);
    asked.places++;
    asked.milliseconds += performance.now() - start;
    for (const r of offered) {
      const before = times.get(r.of.id) ?? 0;
      const outcome = before < limit ? await outcomeOf(desk, at, r, known) : undefined;
      if (!outcome) continue;
      times.set(r.of.id, before + 1);
      yield outcome;
    }
  }
}

async function outcomeOf(
  desk: Desk,
  at: Span,
  r: OfferedRefactoring,
  known: Set<string>,
): Promise<Outcome | undefined> {
  const done = made(desk.before, r);
  const key = `${r.of.id} ${JSON.stringify(done?.edits)}`;
  const what = `"${r.title}" at ${desk.placeOf({ site: at })}`;
  if (!done) return { id: r.of.id, what, flaws: ['is refused'] };
  if (known.has(key)) return undefined;
  known.add(key);
  const after = await desk.with(done.after);
  const back =
    r.of.kind === 'refactor.extract' ? roundTrip(desk.before, { uri: at.uri, offset: at.start }, done, after) : [];
  return { id: r.of.id, what, flaws: [...refactoringFlaws(desk.before, r, done, after), ...back] };
}

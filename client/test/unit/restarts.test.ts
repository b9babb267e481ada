import { describe, expect, test } from 'vitest';
import { afterCrash, CRASH_WINDOW, MAX_RESTARTS, type AfterCrash } from '../../src/restarts';

/** What follows each of the crashes at these times. */
function crashesAt(times: readonly number[]): AfterCrash[] {
  const answers: AfterCrash[] = [];
  for (const time of times) answers.push(afterCrash(answers.at(-1)?.crashes ?? [], time));
  return answers;
}

describe('after a crash', () => {
  test('the server is started again four times within three minutes, and then left stopped', () => {
    const answers = crashesAt([0, 1000, 2000, 3000, 4000]);
    expect(answers.map(({ kind }) => kind)).toEqual(['restart', 'restart', 'restart', 'restart', 'giveUp']);
    expect(answers.at(-1)?.crashes).toHaveLength(MAX_RESTARTS + 1);
  });

  test('the pause before each start is twice the last one', () => {
    const pauses = crashesAt([0, 1000, 2000, 3000]).map((answer) => answer.kind === 'restart' && answer.pause);
    expect(pauses).toEqual([250, 500, 1000, 2000]);
  });

  test('a crash that lies three minutes back no longer counts', () => {
    const answers = crashesAt([0, 1, 2, 3, CRASH_WINDOW + 2]);
    expect(answers.at(-1)).toEqual({ kind: 'restart', pause: 500, crashes: [3, CRASH_WINDOW + 2] });
  });
});

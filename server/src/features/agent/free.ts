import { freePortFrom, takenPorts } from '../freePort';
import { placeName } from './places';
import type { Answer, Asked, Question } from './question';
import { answered, firstOf, refused, sentence } from './question';
import type { InputOf } from './schema';
import { TEXT, WHOLE, listOf, recordOf } from './schema';

const INPUT = {
  type: 'object',
  properties: {
    from: { type: 'integer', minimum: 1, maximum: 65535, description: 'Where to begin. Default 3000.' },
  },
  additionalProperties: false,
} as const;

const TAKEN = recordOf({ port: TEXT, by: TEXT }, { at: TEXT });

/** Finds a port that nothing of the workspace binds on a machine. */
export const nextFreePort: Question<typeof INPUT> = {
  name: 'next_free_port',
  title: 'Next free port',
  summary: 'Finds the next port that nothing of the workspace publishes on a machine.',
  description:
    'Finds the lowest port from `from` on that no file of the workspace binds on a machine (published Compose ports, hostPort, nodePort, listeners in the host’s network), in any environment, and says what has the ports that are passed over. Ask it before you publish another port. It reads files only: whether a program outside of the workspace uses the port is not known.',
  input: INPUT,
  output: recordOf({ from: WHOLE, port: WHOLE, taken: listOf(TAKEN) }, { moreTaken: WHOLE }),
  answer,
};

/** Most ports of which it is said who has them. */
const SHOWN = 20;

function answer({ snapshot }: Asked, { from = 3000 }: InputOf<typeof INPUT>): Answer {
  const port = freePortFrom(snapshot, from);
  if (port === undefined) return refused(`Every port from ${from} to 65535 is taken: ask with a lower \`from\`.`);
  const passed = firstOf(
    takenPorts(snapshot).filter((t) => t.last >= from && t.first < port),
    SHOWN,
  );
  const taken = passed.shown.map((t) => ({
    port: t.first === t.last ? String(t.first) : `${t.first}-${t.last}`,
    by: sentence(t.owner),
    ...(t.at ? { at: placeName(snapshot, t.at) } : {}),
  }));
  const left = passed.left > 0 ? { moreTaken: passed.left } : {};
  return answered({ from, port, taken, ...left }, [
    `Port ${port} is free, as far as the files of the workspace go.`,
    ...taken.map((t) => `- ${t.port} is taken by ${t.by}${t.at === undefined ? '' : ` ${t.at}`}`),
    ...(passed.left > 0 ? [`and ${passed.left} more`] : []),
  ]);
}

import { atLeast } from '../../facts';
import { say } from '../../text/say';
import type { NumberedPort, Stage } from './dockerfileStage';
import { isSurelyOf, numbersOf, stageAt, stageLine } from './dockerfileStage';
import type { RefactoringKind } from './refactoring';

/** A Dockerfile says on which ports its image listens. */
export const addExpose: RefactoringKind = {
  id: 'add-expose',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Add the missing EXPOSE (Dockerfile)',
    text: 'On FROM, CMD, ENTRYPOINT or a port of the last stage: adds `EXPOSE` with the ports that the program listens on by its command or variables, else with those that every container of the workspace which runs the image maps. Not offered where the stage has an `EXPOSE`, where the ports are not known for sure, and where containers disagree.',
  },
  at(snapshot, place) {
    const stage = stageAt(snapshot, place);
    if (!stage || stage.image.fact.exposes.some((e) => e.origin === 'own' || e.origin === 'stage')) return [];
    const known = numbersOf(stage.image.fact.exposes) ?? [];
    const missing = (portsOf(stage) ?? []).filter((p) => !known.some((k) => textOf(k) === textOf(p)));
    const line = `EXPOSE ${missing.map(textOf).join(' ')}`;
    const change = missing.length > 0 ? stageLine(stage, place.uri, line) : undefined;
    return change ? [{ title: say`Add \`${line}\``, rewrite: () => ({ changes: [change] }) }] : [];
  },
};

/** What it listens on by its own evidence, else by that of all who run it; `undefined` when they say nothing or differ. */
function portsOf({ image, units }: Stage): readonly NumberedPort[] | undefined {
  const { belief } = image;
  if (belief.level !== undefined && belief.level <= 8)
    return atLeast(belief.certainty, 'medium') ? numbersOf(belief.main) : undefined;
  const sure = units.filter((u) => !u.workload.fact.fragment && u.mapped.length > 0);
  const ports = sure.map((u) =>
    isSurelyOf(u)
      ? numbersOf(u.belief.level !== undefined && u.belief.level <= 8 ? u.belief.main : u.mapped)
      : undefined,
  );
  const texts = new Set(ports.map((p) => p?.map(textOf).join(' ')));
  return texts.size === 1 ? ports[0] : undefined;
}

function textOf({ number, protocol }: NumberedPort): string {
  return protocol === 'tcp' ? String(number) : `${number}/${protocol}`;
}

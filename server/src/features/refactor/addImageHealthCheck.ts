import { single } from '../../facts';
import type { HealthCommand } from '../../lore/healthCommands';
import { connectionCheck, programOf } from '../../lore/healthCommands';
import { isAllInterfaces, isLoopback } from '../../lore/portSyntax';
import { mainPort } from '../../model/listening';
import { say } from '../../text/say';
import type { Stage } from './dockerfileStage';
import { stageAt, stageLine, surePorts } from './dockerfileStage';
import type { RefactoringKind } from './refactoring';

/** An image gets a health check that connects to its port. */
export const addImageHealthCheck: RefactoringKind = {
  id: 'add-image-health-check',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Add a health check (Dockerfile)',
    text: 'On FROM, CMD, ENTRYPOINT, EXPOSE or a port of the last stage: adds a `HEALTHCHECK` that connects to the one TCP port that the image listens on, by what its base is known to bring (`nc` of Alpine, `node`, `python`, `ruby`, `php`, `bash` of Debian). Not offered where the file has one, where containers that run the image move the port, and for other bases.',
  },
  at(snapshot, place) {
    const stage = stageAt(snapshot, place);
    const command = stage && connectionTo(stage);
    if (!command) return [];
    const run = command.kind === 'exec' ? JSON.stringify(command.words).replaceAll('","', '", "') : command.line;
    const line = `HEALTHCHECK --interval=30s --timeout=3s CMD ${run}`;
    const change = stageLine(stage, place.uri, line);
    return change
      ? [{ title: say`Add a HEALTHCHECK with \`${programOf(command)}\``, rewrite: () => ({ changes: [change] }) }]
      : [];
  },
};

function connectionTo({ image, instructions, units }: Stage): HealthCommand | undefined {
  const { fact, belief } = image;
  const base = single(fact.base);
  const [port, ...more] = surePorts(image) ?? [];
  const has = instructions.some((i) => i.keyword === 'HEALTHCHECK' || i.keyword === 'ONBUILD');
  if (!base || has || !port || more.length > 0 || port.protocol !== 'tcp') return undefined;
  const isMoved = units.some((u) => {
    const own = mainPort(u)?.value;
    return own?.kind !== 'number' || own.number !== port.number;
  });
  // Asked from inside, which an address of its own is not.
  const isElsewhere = belief.main.some((e) => e.host && !isAllInterfaces(e.host.value) && !isLoopback(e.host.value));
  return isMoved || isElsewhere ? undefined : connectionCheck(base.value, port.number);
}

import type { Change, ContainerPort, Fix } from '../../facts';
import { bindingsOf } from '../../model/bindings';
import { publishOnLoopback } from '../../rules/rule';
import type { Snapshot } from '../snapshot';
import { deploymentsAt } from './kubernetesPorts';
import type { Place, RefactoringKind } from './refactoring';

/** A published port is bound on the loopback interface. */
export const bindToLoopback: RefactoringKind = {
  id: 'bind-to-loopback',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Bind a published port to loopback (Compose)',
    text: 'On a mapping that is published on every interface: `8080:80` becomes `127.0.0.1:8080:80`, the long form gets a `host_ip`. Not offered where the engine picks the port, and where networks bind to an address by an option.',
  },
  at(snapshot, place) {
    const fixes = deploymentsAt(snapshot, place.uri).map((model) =>
      bindingsOf(model)
        .filter(
          (b) => b.reach === 'everyone' && b.host && isAt(b.port, place) && b.unit.workload.fact.platform === 'compose',
        )
        .flatMap((b) => publishOnLoopback(b.port, model).filter((f) => f.preferred)),
    );
    const [fix] = fixes.flat();
    // What a project takes from elsewhere is not the same mapping there.
    const same = fixes.every((own) => own.length === 1 && keyOf(own[0]) === keyOf(fix));
    return fix && same ? [{ title: fix.title, rewrite: () => ({ changes: fix.changes }) }] : [];
  },
};

function isAt({ site }: ContainerPort, { uri, offset }: Place): boolean {
  return site.uri === uri && site.start <= offset && offset <= site.end;
}

function keyOf(fix: Fix | undefined): string {
  return JSON.stringify(fix?.changes satisfies readonly Change[] | undefined);
}

import type { Change, ContainerPort, Fix } from '../../facts';
import { meets } from '../../facts';
import { directoryOf } from '../../text/uri';
import { bindingsOf } from '../../model/bindings';
import type { Binding } from '../../model/bindings';
import type { ContextModel } from '../../model/model';
import { publishOnLoopback } from '../../rules/rule';
import type { Snapshot } from '../snapshot';
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
    const fixes = place.deployments.map((model) =>
      bindingsOf(model)
        .filter((b) => isAt(b.port, place) && isOpenAlone(b, model))
        .flatMap((b) => publishOnLoopback(b.port, model).filter((f) => f.preferred)),
    );
    const [fix] = fixes.flat();
    // What a project takes from elsewhere is not the same mapping there.
    const same = fixes.every((own) => own.length === 1 && keyOf(own[0]) === keyOf(fix));
    return fix && same && !isRepeated(snapshot, place)
      ? [{ title: fix.title, rewrite: () => ({ changes: fix.changes }) }]
      : [];
  },
};

/** Whether a mapping is bound everywhere and nothing else binds its port: on another address than that, they would collide. */
function isOpenAlone(b: Binding, model: ContextModel): boolean {
  if (b.reach !== 'everyone' || !b.host || b.unit.workload.fact.platform !== 'compose') return false;
  const { value } = b.host;
  return bindingsOf(model).every(
    (o) => o.port === b.port || o.protocol !== b.protocol || (o.host !== undefined && !meets(o.host.value, value)),
  );
}

function isAt({ site }: ContainerPort, { uri, offset }: Place): boolean {
  return site.uri === uri && site.start <= offset && offset <= site.end;
}

/** Whether another file of a project may hold the mapping too: equal ones are merged, different ones are two. */
function isRepeated(snapshot: Snapshot, { uri, found, deployments }: Place): boolean {
  const { start = 0, end = 0 } = found[0]?.site.span ?? {};
  const number = snapshot.files.get(uri)?.text.slice(start, end) ?? '';
  return deployments.some(
    ({ context }) =>
      context.stack === 'compose' &&
      [...snapshot.files.values()].some(
        (f) =>
          f.uri !== uri &&
          directoryOf(f.uri) === context.directory &&
          /\.ya?ml$/i.test(f.uri) &&
          f.text.includes(number) &&
          snapshot.contextsAt(f.uri).some((m) => m.context.id === context.id),
      ),
  );
}

function keyOf(fix: Fix | undefined): string {
  return JSON.stringify(fix?.changes satisfies readonly Change[] | undefined);
}

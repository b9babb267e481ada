import { showPort } from '../../facts';
import { nameFix } from '../../rules/kubernetesParts';
import { say } from '../../text/say';
import type { DeclaredNumber } from './kubernetesPorts';
import { declaredAt, freePortName, isShared, usualName } from './kubernetesPorts';
import type { RefactoringKind } from './refactoring';

/** A container port gets a name. */
export const nameContainerPort: RefactoringKind = {
  id: 'name-container-port',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Name a container port (Kubernetes)',
    text: 'On the number of a `containerPort` without a name: adds one that the API takes (at most 15 lower-case letters, digits and hyphens) and that no other port of the pod has: what its probes and number tell (`http`, `postgres`), else `tcp-9000`. Not offered in templates of charts and in patches.',
  },
  at(snapshot, place) {
    const declared = declaredAt(snapshot, place);
    const [first] = declared;
    if (!first || declared.some((d) => d.port.name || d.unit.workload.fact.fragment || isShared(d) || isKnative(d)))
      return [];
    const name = freePortName(
      first,
      declared.map((d) => d.unit.workload),
      [usualName(first)],
    );
    if (name === undefined) return [];
    return [
      {
        title: say`Name container port ${showPort(first.number.value)} \`${name}\``,
        rewrite: () => ({ changes: nameFix(first.port, first.number, name).flatMap((f) => f.changes) }),
      },
    ];
  },
};

/** Knative takes a port's name for its protocol. */
function isKnative({ unit }: DeclaredNumber): boolean {
  return /^(?:Service|Configuration|Revision)$/.test(unit.workload.fact.objectKind);
}

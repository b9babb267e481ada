import type { Span } from '../../text/span';
import { moveFix, movingTo, namespaceOwner } from '../../rules/namespacePorts';
import type { Unit } from '../../model/model';
import type { Place, RefactoringKind } from './refactoring';

/** The ports of a service move to the one whose network it uses. */
export const movePortsToOwner: RefactoringKind = {
  id: 'move-ports-to-owner',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Move ports to the owner of the network (Compose)',
    text: 'On a port of a service with `network_mode: service:vpn`, or on that line: moves its `ports` to `vpn`, where Docker takes them. Not offered for mappings with variables, and where the owner is not in the project.',
  },
  at(_, place) {
    const fixes = place.deployments.map((m) => m.units.filter((u) => isAbout(u, place)).flatMap(fixOf));
    const [fix] = fixes.flat();
    const same = fixes.every((own) => own.length === 1 && JSON.stringify(own) === JSON.stringify(fixes[0]));
    return fix && same ? [{ title: fix.title, rewrite: () => ({ changes: fix.changes }) }] : [];
  },
};

function isAbout({ fact, workload }: Unit, { uri, offset }: Place): boolean {
  const { network } = workload.fact;
  if (network.kind !== 'shared' || network.by !== 'service') return false;
  const sites: readonly Span[] = [network.with.site, ...fact.ports.map((p) => p.site)];
  return sites.some((s) => s.uri === uri && s.start <= offset && offset <= s.end);
}

function fixOf(unit: Unit): ReturnType<typeof moveFix> {
  const items = unit.fact.ports.map((p) => p.site);
  const moving = movingTo(namespaceOwner(unit.workload), unit, items);
  return moving ? moveFix(items, moving) : [];
}

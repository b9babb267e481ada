import type { CheckFact, ContainerPort, Located } from '../facts';
import { showPort, single } from '../facts';
import { isPortName, nearestName } from '../lore/portNames';
import { unitName } from '../model/listening';
import type { Unit } from '../model/model';
import { say } from '../text/say';
import { CHECK_NAMES } from './checkNames';
import { declarations, declaredList, isKnown, nameFix, numberFix, portNames } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly asked: Located<string>;
  /** Ports of the container that is asked. */
  readonly own: readonly ContainerPort[];
  /** The port of that name of another container of the pod. */
  readonly other: ContainerPort | undefined;
}

/** B6: a probe or hook asks a port name that its container does not declare. */
export const probePortNameUnresolved: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'probe-port-name-unresolved',
    summary: 'A probe or lifecycle hook names a port that its own container does not declare.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The kubelet looks a probe’s port name up in the ports of the same container only. A name that is not there makes every probe fail: the pod never becomes ready, or is restarted for ever.',
      howToFix: 'Use the name that the container declares, add `name:` to the port, or write the number.',
      whenToIgnore:
        'When something outside the workspace adds the port. Patches and values that are filled in later are left alone.',
    },
  },
  *check(model) {
    for (const unit of model.units) {
      if (unit.workload.fact.platform !== 'kubernetes' || !isKnown(unit.workload)) continue;
      for (const check of unit.checks) {
        const report = ofCheck(unit, check);
        if (report) yield report;
      }
    }
  },
  fix({ asked, own, other }) {
    const names = own.flatMap((p) => (p.name ? [p.name.value] : []));
    const near = nearestName(asked.value, names) ?? (names.length === 1 ? names[0] : undefined);
    const unnamed = own.filter((p) => !p.name);
    const only = unnamed.length === 1 ? unnamed[0] : undefined;
    const inner = only && single(only.container);
    const number = single((other ?? (own.length === 1 ? own[0] : undefined))?.container);
    return [
      ...(near === undefined ? [] : fixOf(say`Ask the port \`${near}\``, rewritten(asked, near))),
      ...(only && inner && !other ? nameFix(only, inner, asked.value) : []),
      ...(number ? numberFix(say`Ask port ${showPort(number.value)}, by its number`, asked, number) : []),
    ];
  },
};

function ofCheck(unit: Unit, check: CheckFact): Report<Data> | undefined {
  const value = single(check.port);
  if (value?.value.kind !== 'name' || check.method === 'exec') return undefined;
  const { name } = value.value;
  // A name that the API refuses has a rule of its own.
  if (portNames([unit]).includes(name) || !isPortName(name)) return undefined;
  const holder = unit.workload.units.find((u) => u !== unit && u.fact.role !== 'init' && portNames([u]).includes(name));
  const other = holder?.fact.ports.find((p) => p.name?.value === name);
  const why = holder
    ? say`: the name belongs to container \`${holder.fact.name.value}\`, and a probe sees only the names of its own. Ask the number instead, or a port of this container.`
    : say`, so it can never succeed. Ask a declared name, name the port \`${name}\`, or write its number.`;
  return {
    site: value.site,
    asked: name,
    message: say`The ${CHECK_NAMES[check.kind]} asks the port named \`${name}\`, but ${unitName(unit)} declares ${declaredList([unit])}${why}`,
    certainty: value.certainty,
    related: declarations([...unit.fact.ports, ...(other ? [other] : [])]),
    data: { asked: { ...value, value: name }, own: unit.fact.ports, other },
  };
}

import type { CheckFact, Located } from '../facts';
import { nearestName } from '../lore/portNames';
import type { Unit } from '../model/model';
import { declaredList, isKnown, portNames, rewriteFix, unitName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { originOf } from './rule';

interface Data {
  readonly port: Located<string>;
  readonly candidates: readonly string[];
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
      whenToIgnore: 'When something outside the workspace adds the port. Patches and values that are filled in later are left alone.',
    },
  },
  *check(model) {
    for (const unit of model.units) {
      if (unit.workload.fact.platform !== 'kubernetes' || !isKnown(unit.workload)) continue;
      for (const check of unit.checks) yield* checkOne(unit, check);
    }
  },
  fix({ port, candidates }) {
    const near = nearestName(port.value, candidates) ?? (candidates.length === 1 ? candidates[0] : undefined);
    return near === undefined ? [] : rewriteFix(`Probe the port \`${near}\``, originOf(port), near, candidates.length === 1);
  },
};

const WORDS: Readonly<Record<CheckFact['kind'], string>> = {
  healthcheck: 'health check',
  liveness: 'liveness probe',
  readiness: 'readiness probe',
  startup: 'startup probe',
  postStart: '`postStart` hook',
  preStop: '`preStop` hook',
};

function* checkOne(unit: Unit, check: CheckFact): Generator<Report<Data>> {
  const value = check.port.open || check.port.alternatives.length !== 1 ? undefined : check.port.alternatives[0];
  if (!value || value.value.kind !== 'name' || check.method === 'exec' || check.host) return;
  const { name } = value.value;
  const own = portNames([unit]);
  // A text of digits is another mistake, with a rule of its own.
  if (own.includes(name) || /^\d+$/.test(name)) return;
  const other = unit.workload.units.find((u) => u !== unit && portNames([u]).includes(name));
  const where = other ? `; \`${name}\` belongs to container \`${other.fact.name.value}\`, and a probe sees only its own container's names` : '';
  yield {
    site: value.site,
    message: `The ${WORDS[check.kind]} asks the port named \`${name}\`, but ${unitName(unit)} declares ${declaredList([unit])}${where}.`,
    certainty: value.certainty,
    related: [...unit.fact.ports, ...(other?.fact.ports ?? [])].slice(0, 4).map((p) => ({ at: p.site, message: `declared here${p.name ? ` as \`${p.name.value}\`` : ' without a name'}` })),
    data: { port: { ...value, value: name }, candidates: own },
  };
}

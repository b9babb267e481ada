import type { UnitFact } from '../facts';
import { listPorts } from '../model/evidence';
import { runningUnits, unitName } from '../model/listening';
import type { Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule } from './rule';

/** A container with ports that nothing checks. */
export const healthCheckMissing: ContextRule<undefined> = {
  scope: 'context',
  meta: {
    id: 'health-check-missing',
    summary: 'A container with ports has no health check or probe.',
    category: 'health',
    severity: 'off',
    since: '0.2.0',
    fixable: false,
    docs: {
      why: 'Without a check the platform knows that the process runs, not that its port answers: traffic is sent to a container that is still starting or hangs.',
      howToFix:
        'Add a `readinessProbe` (Kubernetes) or a `healthcheck` (Compose, or HEALTHCHECK in the Dockerfile) that asks the port inside the container.',
      whenToIgnore:
        'When something else watches it. The rule is off by itself. Left alone on purpose: init containers, sidecars, jobs, containers without ports, and Compose services with an image from elsewhere, which may bring a check of its own.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      const { platform, objectKind } = unit.workload.fact;
      if (unit.fact.role !== 'main' || unit.mapped.length === 0 || unit.checks.some(isCheck)) continue;
      if (objectKind === 'Job' || objectKind === 'CronJob') continue;
      if (platform === 'compose' && !isBuilt(unit)) continue;
      const what = platform === 'compose' ? say`health check` : say`probe`;
      yield {
        site: unit.fact.name.site,
        message: say`${unitName(unit)} has port ${listPorts(unit.mapped)}, but no ${what} asks whether it answers. Add one on the port inside the container.`,
        certainty: 'high',
        related: unit.fact.ports.slice(0, 1).map((p) => ({ at: p.site, message: say`the port` })),
      };
    }
  },
};

function isCheck({ kind }: UnitFact['checks'][number]): boolean {
  return kind !== 'postStart' && kind !== 'preStop';
}

/** Whether its image is made here from a Dockerfile that is known: then a HEALTHCHECK in it would be, too. */
function isBuilt({ image }: Unit): boolean {
  return image !== undefined && !image.fact.template && (image.certainty === 'certain' || image.certainty === 'high');
}

import type { ContainerPort, Fix, Located, Port } from '../facts';
import { atLeast, samePort, showPort, single } from '../facts';
import { inRange, PRIVILEGED_PORTS } from '../lore/portClasses';
import { runningUnits, unitName } from '../model/listening';
import type { Unit } from '../model/model';
import type { Change } from '../text/change';
import { say } from '../text/say';
import type { ContextRule, Related, Report } from './rule';
import { fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly unit: Unit;
  readonly port: ContainerPort;
}

/** F10: a process that is not root on a port below 1024. */
export const privilegedPortNonroot: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'privileged-port-nonroot',
    summary: 'A process that does not run as root is to bind a port below 1024.',
    category: 'hygiene',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Ports below 1024 need root or the capability NET_BIND_SERVICE. Docker and newer container runtimes lift this inside a private network namespace, older runtimes do not, and in the host’s network nothing lifts it.',
      howToFix: 'Listen on 8080 or the like and map the low port to it.',
      whenToIgnore:
        'When the runtime is known to allow it. Containers with NET_BIND_SERVICE are left alone, and so is everything that runs by Docker in a network of its own.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      const { network, platform } = unit.workload.fact;
      const host = network.kind === 'host';
      // Docker lets everybody bind low ports inside a network of the container's own.
      const user = platform === 'kubernetes' || host ? nonRoot(unit) : undefined;
      if (!user || unit.fact.capabilities?.some((c) => /NET_BIND_SERVICE|^ALL$/i.test(c))) continue;
      for (const port of unit.fact.ports) {
        const report = ofPort(unit, port, host, user);
        if (report) yield report;
      }
    }
  },
  fix: ({ unit, port }) => (unit.workload.fact.network.kind === 'own' ? moveFix(unit, port) : []),
};

function ofPort(unit: Unit, port: ContainerPort, host: boolean, user: readonly Related[]): Report<Data> | undefined {
  const value = single(port.container);
  if (value?.value.kind !== 'number' || !inRange(value.value.number, PRIVILEGED_PORTS)) return undefined;
  const where = host ? say`in the network of the host` : say`on some container runtimes`;
  return {
    site: value.site,
    message: say`${unitName(unit)} does not run as root but is to listen on port ${value.value.number}, and ports below 1024 need root or NET_BIND_SERVICE ${where}. Listen on a higher port and map this one to it.`,
    certainty: 'high',
    severity: host ? 'warning' : 'hint',
    related: user,
    data: { unit, port },
  };
}

/** Where it says that the container does not run as root; `undefined` when it may. The deployment's word counts first. */
function nonRoot({ fact, image }: Unit): readonly Related[] | undefined {
  const built = image && atLeast(image.certainty, 'high') ? image.fact.user : undefined;
  const user = fact.user ?? (fact.nonRoot ? undefined : built);
  if (!user) return fact.nonRoot ? [] : undefined;
  return /^(?:0|root|)(?::|$)/.test(user.value) ? undefined : [{ at: user.site, message: say`the user it runs as` }];
}

/** Moves the listener up by 8000, with everything that leads to it; only where the number is told to the program here. */
function moveFix(unit: Unit, port: ContainerPort): readonly Fix[] {
  const old = single(port.container);
  if (old?.value.kind !== 'number') return [];
  const number = old.value.number + 8000;
  const is = (v: Located<Port> | undefined): v is Located<Port> => v !== undefined && samePort(v.value, old.value);
  const told = unit.belief.all.flatMap((e) => single(e.port) ?? []).filter((v) => is(v));
  const asked = unit.checks.flatMap((c) => single(c.port) ?? []).filter((v) => is(v));
  const places = [...told, old, ...asked];
  const taken = unit.fact.ports.some((p) => p.container.alternatives.some((a) => showPort(a.value) === String(number)));
  if (told.length === 0 || taken || places.some((v) => !originOf(v))) return [];
  const routes = unit.workload.selectedBy
    .flatMap((s) => s.service.routes)
    .filter((r) => r.ends.some((e) => e.port === port));
  const changes = routes.flatMap((r): readonly Change[] => {
    if (!r.port.targetPort) return [{ kind: 'insert-key', map: r.port.site, key: 'targetPort', value: String(number) }];
    const target = single(r.port.targetPort);
    return is(target) ? rewritten(target, number) : [];
  });
  return fixOf(say`Listen on ${number}, and send there`, [...places.flatMap((v) => rewritten(v, number)), ...changes]);
}

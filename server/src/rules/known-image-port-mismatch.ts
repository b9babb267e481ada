import type { Located, Port } from '../facts';
import { numberPort, only, showPort, single, weakest } from '../facts';
import type { PortSpec } from '../model/evidence';
import { listPorts } from '../model/evidence';
import { disjointNumbers, namedPorts, runningUnits, unitName } from '../model/listening';
import type { Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly mapped: Located<Port>;
  readonly primary: number;
}

/** A3: the mapped container port is not one of the ports of a well-known image. */
export const knownImagePortMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'known-image-port-mismatch',
    summary: 'The mapped container port is not a port that this well-known image listens on.',
    category: 'consistency',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Public images listen on the ports that their maintainers chose, whatever number is mapped. `5433:5433` for PostgreSQL publishes a port that nothing serves: only the left-hand number is free to choose, the right-hand one is the image’s.',
      howToFix:
        'Keep the host port that you want on the left and put the port of the image on the right: `5433:5432`. To move the port inside, set the variable or flag that the image has for it; the finding goes away by itself.',
      whenToIgnore:
        'When the image is a changed build under a public name. Left alone on purpose: images that get a command, an entrypoint, a configuration at their usual path or a variable that can move the port; images of which another mapped port is right; ports that a plugin may open; images that Portolan does not know well enough.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) yield* mismatches(unit);
  },
  fix: (data) =>
    data
      ? fixOf(
          say`Map container port ${data.primary} instead of ${showPort(data.mapped.value)}`,
          rewritten(data.mapped, data.primary),
        )
      : [],
};

function* mismatches(unit: Unit): Generator<Report<Data | undefined>> {
  const { belief, known, image, fact } = unit;
  if (!known?.complete || known.multiListener || image || belief.open || belief.level !== 10) return;
  const own: readonly PortSpec[] = [...known.ports, ...known.optional].map((p) => ({
    port: only(impliedAt(unit, p.port)),
    protocol: p.protocol,
  }));
  const primary = known.ports[0];
  if (!primary || !disjointNumbers(namedPorts(unit), [...own, ...belief.all])) return;
  const node = unit.workload.fact.platform === 'kubernetes';
  for (const p of fact.ports) {
    const value = single(p.container);
    if (!value) continue;
    const there = listPorts(belief.main);
    const message = say`${unitName(unit)} ${node ? say`declares` : say`maps`} container port ${showPort(value.value)}, but the image \`${known.repository}\` listens on ${there} and nothing here moves it. ${node ? say`Declare ${primary.port}` : say`Put ${primary.port} on the container side`}.`;
    const related = belief.main
      .slice(0, 1)
      .map((e) => ({ at: e.site, message: say`\`${known.repository}\` listens on ${there}` }));
    const certainty = weakest(belief.certainty, value.certainty);
    const fixable = fact.ports.length === 1 && value.value.kind === 'number';
    yield {
      site: value.site,
      message,
      certainty,
      related,
      ...(fixable ? { data: { mapped: value, primary: primary.port } } : {}),
    };
  }
}

function impliedAt(unit: Unit, port: number): Located<Port> {
  return { value: numberPort(port), site: unit.fact.site, origins: [], via: [], certainty: 'high' };
}

import type { DeclaredPort, ImageFact, Located, Port } from '../facts';
import { atLeast, showPort, single } from '../facts';
import type { Evidence, PortSpec } from '../model/evidence';
import { listPorts, valuesMayMeet } from '../model/evidence';
import { disjointNumbers } from '../model/listening';
import type { Unit } from '../model/model';
import type { WorkspaceModel } from '../model/workspace';
import type { Span } from '../text/span';
import { spanKey } from '../text/span';
import type { Related, Report, WorkspaceRule } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly exposed: Located<Port>;
  readonly actual: string;
}

/** A4: EXPOSE names a port that stronger evidence contradicts. */
export const dockerfileExposeStale: WorkspaceRule<Data | undefined> = {
  scope: 'workspace',
  meta: {
    id: 'dockerfile-expose-stale',
    summary: 'EXPOSE names a port that the image does not listen on.',
    category: 'consistency',
    severity: 'hint',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: '`EXPOSE` opens nothing, but people and tools believe it: `docker run -P`, Traefik, nginx-proxy and the next reader all take the port from there. When the start command, the image’s own `PORT` or every deployment says another number, `EXPOSE` was forgotten when the program moved.',
      howToFix: 'Write the port that the program listens on into `EXPOSE`.',
      whenToIgnore:
        'When the image really serves the exposed port in a way that no file shows. Left alone on purpose: ports that a base image exposes; images that may start several programs; images of which one exposed port is confirmed.',
    },
  },
  *check(model) {
    for (const { fact, evidence, units } of imagesOf(model)) {
      const report = stale(fact, evidence, units);
      if (report) yield report;
    }
  },
  fix: (data) =>
    data
      ? fixOf(`EXPOSE ${data.actual} instead of ${showPort(data.exposed.value)}`, rewritten(data.exposed, data.actual))
      : [],
};

interface Subject {
  readonly fact: ImageFact;
  /** What the image itself listens on by flags, variables or configuration. */
  readonly evidence: readonly Evidence[];
  readonly units: readonly Unit[];
}

/** Every image of the workspace with all containers that run it, in whatever stack. */
function imagesOf(model: WorkspaceModel): readonly Subject[] {
  const found = new Map<ImageFact, { evidence: readonly Evidence[]; units: Unit[] }>();
  for (const context of model.contexts) {
    const { image } = context;
    if (!image) continue;
    const strong = !image.belief.open && image.belief.level !== undefined && image.belief.level <= 8;
    found.set(image.fact, { evidence: strong ? image.belief.main : [], units: [] });
  }
  for (const context of model.contexts)
    for (const unit of context.units) if (unit.image) found.get(unit.image.fact)?.units.push(unit);
  return [...found].map(([fact, rest]) => ({ fact, ...rest }));
}

function stale(
  fact: ImageFact,
  evidence: readonly Evidence[],
  units: readonly Unit[],
): Report<Data | undefined> | undefined {
  const own = fact.exposes.filter((e) => e.origin === 'own');
  const first = own[0];
  const exposed = single(first?.port);
  if (!first || !exposed || fact.template || fact.open || own.length !== fact.exposes.length) return undefined;
  const against = contradiction(own, evidence, units);
  if (!against) return undefined;
  const ports = listPorts(against.ports);
  const message = `EXPOSE names ${listPorts(own)}, but ${against.because} ${ports}. Expose ${ports} instead.`;
  const single1 = against.ports.length > 0 && own.length === 1 ? single(against.ports[0]?.port) : undefined;
  const same =
    single1 && against.ports.every((p) => single(p.port) && valuesMayMeet(p.port, { alternatives: [single1] }));
  const data =
    single1 && same && exposed.value.kind === 'number' ? { data: { exposed, actual: showPort(single1.value) } } : {};
  return { site: exposed.site, message, certainty: 'high', related: against.related, ...data };
}

interface Contradiction {
  readonly ports: readonly PortSpec[];
  readonly because: string;
  readonly related: readonly Related[];
}

function contradiction(
  own: readonly DeclaredPort[],
  evidence: readonly Evidence[],
  units: readonly Unit[],
): Contradiction | undefined {
  if (
    evidence.length > 0 &&
    evidence.every((e) => e.exclusive) &&
    disjointNumbers(own, evidence) &&
    !units.some((u) => mapsOneOf(u, own))
  ) {
    return {
      ports: evidence,
      because: `${evidence[0]?.by ?? 'its program'} makes the image listen on`,
      related: relatedTo(evidence, (e) => `${e.by} says ${listPorts([e])}`),
    };
  }
  return byConsumers(
    own,
    units.filter((u) => !u.workload.fact.fragment && u.image && atLeast(u.image.certainty, 'high')),
  );
}

function byConsumers(own: readonly DeclaredPort[], units: readonly Unit[]): Contradiction | undefined {
  const told = units.map((u) => (u.belief.level !== undefined && u.belief.level <= 4 ? u.belief.main : []));
  if (
    units.length > 0 &&
    told.every(
      (m) => m.length > 0 && m.every((e) => e.exclusive || e.certainty === 'certain') && disjointNumbers(own, m),
    ) &&
    units.every((u) => !mapsOneOf(u, own))
  ) {
    const all = told.flat();
    return {
      ports: all,
      because: 'everything that runs it makes it listen on',
      related: relatedTo(all, (e) => `${e.by} says ${listPorts([e])}`),
    };
  }
  return byMappings(own, units);
}

/** Two or more files map one and the same port, which is not exposed, and nobody maps an exposed one. */
function byMappings(own: readonly DeclaredPort[], units: readonly Unit[]): Contradiction | undefined {
  const mapping = units.filter((u) => u.mapped.length > 0);
  const files = new Set(mapping.map((u) => u.fact.site.uri));
  const ports = mapping.map((u) => (u.mapped.length === 1 ? single(u.mapped[0]?.port) : undefined));
  const value = ports[0];
  if (files.size < 2 || !value || !ports.every((p) => p && showPort(p.value) === showPort(value.value)))
    return undefined;
  const specs: PortSpec[] = [{ port: { alternatives: [value] }, protocol: 'tcp' }];
  if (!disjointNumbers(own, specs)) return undefined;
  const related = relatedTo(
    mapping,
    (u) => `${u.workload.fact.name.value} maps ${listPorts(u.mapped)}`,
    (u) => u.fact.ports[0]?.site ?? u.fact.site,
  );
  return { ports: specs, because: `${files.size} files that run the image map`, related };
}

function mapsOneOf(unit: Unit, own: readonly DeclaredPort[]): boolean {
  return unit.mapped.length > 0 && !disjointNumbers(unit.mapped, own);
}

function relatedTo<T extends { readonly site: Span } | Unit>(
  items: readonly T[],
  wording: (item: T) => string,
  siteOf?: (item: T) => Span,
): readonly Related[] {
  const out = new Map<string, Related>();
  for (const item of items) {
    const at = siteOf ? siteOf(item) : (item as { readonly site: Span }).site;
    out.set(spanKey(at), { at, message: wording(item) });
  }
  return [...out.values()].slice(0, 5);
}

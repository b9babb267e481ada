import type { DeclaredPort, ImageFact, Located, Port } from '../facts';
import { atLeast, showPort, single } from '../facts';
import type { PortSpec } from '../model/evidence';
import { listPorts } from '../model/evidence';
import { citing, disjointNumbers } from '../model/listening';
import type { Image, Unit } from '../model/model';
import type { WorkspaceModel } from '../model/workspace';
import { unitsOfImages } from '../model/workspace';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { spanKey } from '../text/span';
import type { Related, Report, WorkspaceRule } from './rule';
import { fixOf, preferring, rewritten } from './rule';

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
    for (const subject of imagesOf(model)) {
      const report = stale(subject);
      if (report) yield report;
    }
  },
  fix: (data) =>
    preferring(
      data
        ? fixOf(
            say`EXPOSE ${data.actual} instead of ${showPort(data.exposed.value)}`,
            rewritten(data.exposed, data.actual),
          )
        : [],
    ),
};

interface Subject {
  readonly image: Image;
  /** Every container that runs it, in whatever stack. */
  readonly units: readonly Unit[];
}

function imagesOf(model: WorkspaceModel): readonly Subject[] {
  const found = new Map<ImageFact, { readonly image: Image; readonly units: Unit[] }>();
  for (const { image } of model.contexts) if (image) found.set(image.fact, { image, units: [] });
  for (const context of model.contexts)
    for (const unit of unitsOfImages(context)) if (unit.image) found.get(unit.image.fact)?.units.push(unit);
  return [...found.values()];
}

function stale({ image, units }: Subject): Report<Data | undefined> | undefined {
  const { fact } = image;
  const own = fact.exposes.filter((e) => e.origin === 'own');
  const exposed = single(own[0]?.port);
  if (!exposed || fact.template || fact.open || own.length !== fact.exposes.length) return undefined;
  const against = contradiction(own, image, units);
  if (!against) return undefined;
  const ports = listPorts(against.ports);
  const message = say`EXPOSE names ${listPorts(own)}, but ${against.because} ${ports}. Expose ${ports} instead.`;
  const actual = numberOf(against.ports);
  const data =
    own.length === 1 && actual !== undefined && exposed.value.kind === 'number' ? { data: { exposed, actual } } : {};
  return { site: exposed.site, message, certainty: 'high', related: against.related, ...data };
}

/** The one number that all of the ports are; `undefined` when there are several. */
function numberOf(ports: readonly PortSpec[]): string | undefined {
  const texts = new Set(ports.map((p) => single(p.port)?.value).map((v) => (v ? showPort(v) : '')));
  const [text] = texts;
  return texts.size === 1 && text !== '' ? text : undefined;
}

interface Contradiction {
  readonly ports: readonly PortSpec[];
  readonly because: string;
  readonly related: readonly Related[];
}

function contradiction(
  own: readonly DeclaredPort[],
  { belief }: Image,
  units: readonly Unit[],
): Contradiction | undefined {
  const said = belief.all.filter((e) => e.level <= 8);
  if (said.length > 0) {
    const apart = belief.main.every((e) => e.exclusive) && disjointNumbers(own, said);
    // What the image says of itself counts, for or against; deployments then only choose otherwise.
    if (!apart || belief.open || units.some((u) => mapsOneOf(u, own))) return undefined;
    const by = belief.main[0] ? citing(belief.main[0]) : say`its program`;
    const related = relatedTo(said, (e) => say`${citing(e)} says ${listPorts([e])}`);
    return { ports: belief.main, because: say`${by} makes the image listen on`, related };
  }
  const sure = units.filter((u) => !u.workload.fact.fragment && u.image && atLeast(u.image.certainty, 'high'));
  return byConsumers(own, sure);
}

function byConsumers(own: readonly DeclaredPort[], units: readonly Unit[]): Contradiction | undefined {
  const told = units.map((u) => (u.belief.level !== undefined && u.belief.level <= 4 ? u.belief.main : []));
  if (
    units.length > 0 &&
    told.every(
      (m) => m.length > 0 && m.every((e) => e.exclusive || e.certainty === 'certain') && disjointNumbers(own, m),
    ) &&
    !units.some((u) => isConfirmed(own, u)) &&
    units.every((u) => !mapsOneOf(u, own))
  ) {
    const all = told.flat();
    return {
      ports: all,
      because: say`everything that runs it makes it listen on`,
      related: relatedTo(all, (e) => say`${citing(e)} says ${listPorts([e])}`),
    };
  }
  return byMappings(own, units);
}

/** Whether a deployment opens one of the ports beside the main one: a management port, gRPC. */
function isConfirmed(own: readonly DeclaredPort[], { belief }: Unit): boolean {
  const beside = belief.all.filter((e) => e.level <= 4 && e.purpose !== 'main');
  return beside.length > 0 && !disjointNumbers(own, beside);
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
    (u) => say`${u.workload.fact.name.value} maps ${listPorts(u.mapped)}`,
    (u) => u.fact.ports[0]?.site ?? u.fact.site,
  );
  return { ports: specs, because: say`${files.size} files that run the image map`, related };
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

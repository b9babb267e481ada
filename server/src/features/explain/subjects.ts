import type { Connection, ContextModel, NetworkObject, Service, Unit } from '../../model/model';
import type { Span } from '../../text/span';
import { overlaps } from '../../text/span';

/** What of a context the places of a finding are about. */
export interface Subjects {
  readonly model: ContextModel;
  readonly units: readonly Unit[];
  readonly services: readonly Service[];
  readonly objects: readonly NetworkObject[];
  readonly connections: readonly Connection[];
}

/** What the places stand in: containers (their images included), Services, other objects, addresses. */
export function subjectsOf(model: ContextModel, places: readonly Span[]): Subjects {
  const holds = (site: Span) => places.some((p) => p.uri === site.uri && site.start <= p.start && p.end <= site.end);
  const meets = (site: Span) => places.some((p) => overlaps(p, site));
  return {
    model,
    units: model.units.filter(
      (u) =>
        holds(u.fact.site) ||
        u.belief.all.some((e) => meets(e.site)) ||
        (u.image !== undefined && isOfImage(u.image.fact.dockerfile, places)),
    ),
    services: model.services.filter((s) => holds(s.fact.site)),
    objects: model.objects.filter((o) => holds(o.fact.site)),
    // A program's own address is written like one that it asks.
    connections: model.connections.filter(
      ({ fact }) => fact.class !== 'own-listener' && (meets(fact.site) || meets(fact.port.site)),
    ),
  };
}

function isOfImage(dockerfile: string, places: readonly Span[]): boolean {
  return places.some((p) => p.uri === dockerfile);
}

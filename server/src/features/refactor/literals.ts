import type { Site } from '../../model/chart';
import { isLiteral, originOf } from '../../rules/rule';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';
import type { Occurrence } from '../occurrences';
import { samePortSites } from '../rename';
import type { Snapshot } from '../snapshot';
import type { Place } from './refactoring';

/** A port number that stands where it is used, as the same one in every context that reads it. */
export interface LiteralPort {
  readonly number: number;
  readonly span: Span;
  readonly found: readonly Occurrence[];
}

/** The number at a place; `undefined` where there is none, or one that comes from elsewhere. */
export function literalAt(snapshot: Snapshot, { found }: Place): LiteralPort | undefined {
  const site = found[0]?.site;
  if (site?.value.value.kind !== 'number') return undefined;
  const { number } = site.value.value;
  const isSame = (o: Occurrence): boolean => spanKey(o.site.span) === spanKey(site.span) && numberOf(o.site) === number;
  return found.every((o) => isSame(o) && isLiteralSite(snapshot, o.site))
    ? { number, span: site.span, found }
    : undefined;
}

/** Whether exactly the digits of a site's number stand where it is used. */
export function isLiteralSite({ files }: Snapshot, site: Site): boolean {
  const at = isLiteral(site.value) ? originOf(site.value) : undefined;
  if (!at || site.originOf || spanKey(at) !== spanKey(site.span)) return false;
  return files.get(at.uri)?.text.slice(at.start, at.end) === String(numberOf(site));
}

/** The number that a site means; `undefined` for names and ranges. */
export function numberOf({ value: { value } }: Site): number | undefined {
  return value.kind === 'number' ? value.number : undefined;
}

/** All that means the same port as a literal, each place once, the literal itself first. */
export function chainOf(snapshot: Snapshot, { found, span }: LiteralPort): readonly Site[] {
  const sites = new Map(samePortSites(snapshot, found).map((s) => [spanKey(s.span), s]));
  const own = sites.get(spanKey(span)) ?? found[0]?.site;
  sites.delete(spanKey(span));
  return own ? [own, ...sites.values()] : [];
}

import type { Related, Report } from '../rules/rule';
import type { Context } from '../stacks/stack';
import { say } from '../text/say';
import type { Uri } from '../text/span';

/** The places of a report: the one that counts, and the others. */
type Places = Pick<Report, 'site' | 'related'>;

/**
 * Where a report about a stack that is built on others stands: with the contradicting value that came last, since whoever wrote
 * that one could have known the others. All that a base says to itself stays there.
 */
export function nearestPlace(report: Places, context: Context | undefined): Places {
  const distances = context?.distances;
  const { site, related } = report;
  if (!distances) return { site, related };
  const own = distanceOf(site.uri, distances);
  if (own === Number.POSITIVE_INFINITY) return { site, related };
  let nearest: Related | undefined;
  for (const r of related)
    if (distanceOf(r.at.uri, distances) < (nearest ? distanceOf(nearest.at.uri, distances) : own)) nearest = r;
  if (!nearest) return { site, related };
  const others = related.filter((r) => r !== nearest);
  return { site: nearest.at, related: [{ at: site, message: say`what does not go with it` }, ...others] };
}

/** Files that are no part of the build, such as Dockerfiles of images, are nobody's last word. */
function distanceOf(uri: Uri, distances: ReadonlyMap<Uri, number>): number {
  return distances.get(uri) ?? Number.POSITIVE_INFINITY;
}

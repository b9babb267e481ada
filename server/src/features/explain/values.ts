import type { Located } from '../../facts';
import { showPort } from '../../facts';
import type { Chart, Site } from '../../model/chart';
import { chartOf } from '../../model/chart';
import type { ContextModel } from '../../model/model';
import type { Origin, Step } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { overlaps } from '../../text/span';
import type { Node } from './evidence';
import { node } from './evidence';

/** A place that means a port, with its chart. */
export interface ChartSite {
  readonly chart: Chart;
  readonly site: Site;
}

/** The ports that a place is about: those in its characters, where they are used. */
export function sitesAt(models: readonly ContextModel[], at: Span): readonly ChartSite[] {
  return models.flatMap((model) => {
    const chart = chartOf(model);
    const own = (chart.sites.get(at.uri) ?? []).filter((s) => overlaps(s.span, at));
    const used = own.filter((s) => !s.originOf);
    return (used.length > 0 ? used : own).map((site) => ({ chart, site }));
  });
}

/** A port as it is used at a place, and where its characters come from. */
export function valueNode({ site }: ChartSite): Node {
  return node('value', valueText(site), site.span, wayOfValue(site.value));
}

/** A port with what its place is called: "`3000`: `targetPort` of Service `web`". */
export function valueText({ value, label }: Site): string {
  return say`${`\`${showPort(value.value)}\``}: ${label}`;
}

/** The steps from the use of a value to the characters that make it; none for one that stands where it is used. */
export function wayOfValue(value: Located<unknown>): readonly Node[] {
  const elsewhere = value.origins.filter((o) => o.kind === 'implied' || !overlaps(o.span, value.site));
  if (value.via.length === 0 && elsewhere.length === 0) return [];
  return [...value.via.map(stepNode), ...elsewhere.map(originNode)];
}

function stepNode(step: Step): Node {
  return node('step', stepText(step), step.at);
}

function stepText({ kind, name }: Step): string {
  const named = `\`${name}\``;
  switch (kind) {
    case 'variable':
      return say`through the variable ${named}`;
    case 'default':
      return say`a default stands in, since ${named} is not set`;
    case 'env-file':
      return say`${named} is set in an environment file`;
    case 'build-arg':
      return say`${named} is given as a build argument`;
    case 'alias':
      return say`through the anchor ${named}`;
    case 'merge':
      return say`merged in from ${named}`;
    case 'patch':
      return say`put there by ${named}`;
    case 'template':
      return say`written by the template ${named}`;
    case 'values':
      return say`${named} of the chart’s values`;
    case 'reference':
      return say`through the reference ${named}`;
    case 'generated':
      return say`worked out by ${named}`;
  }
}

function originNode(origin: Origin): Node {
  return origin.kind === 'text'
    ? node('step', say`its characters stand here`, origin.span)
    : node('step', say`nothing writes it: ${origin.because}`, origin.at);
}

import type { Explanation } from '../../../../shared/src/explain';
import type { Certainty } from '../../facts';
import { showPort } from '../../facts';
import type { Stop } from '../../model/chart';
import { environmentName } from '../../model/environment';
import type { ContextModel } from '../../model/model';
import type { Finding } from '../../rules/finding';
import { rulePage } from '../../rules/pages';
import { SEVERITIES } from '../../rules/rule';
import type { Context } from '../../stacks/stack';
import type { TextEdit } from '../../text/edit';
import { shortVisible } from '../../text/escape';
import { say } from '../../text/say';
import { lineEnd, lineStart, positionAt } from '../../text/source';
import type { Span, Uri } from '../../text/span';
import { overlaps, touches } from '../../text/span';
import { fixesOf } from '../fixes';
import type { Snapshot } from '../snapshot';
import { isBroken, wayThrough } from '../way';
import type { Node } from './evidence';
import { group, node } from './evidence';
import { linksOf } from './links';
import { subjectsOf } from './subjects';
import type { ChartSite } from './values';
import { sitesAt, valueNode, valueText } from './values';

/** Contexts of one finding that are looked at for its evidence: what the others have is the same by and large. */
const CONTEXTS = 3;

/** The findings at an offset, or else on its line, the most severe first; only those of a rule when one is named. */
export function findingsToExplain(snapshot: Snapshot, uri: Uri, offset: number, rule?: string): readonly Finding[] {
  const file = snapshot.files.get(uri);
  const all = (snapshot.byUri.get(uri) ?? []).filter((f) => rule === undefined || f.rule.id === rule);
  if (!file) return [];
  const at = all.filter((f) => touches(f.site, offset));
  const { line } = positionAt(file, offset);
  const [start, end] = [lineStart(file, line), lineEnd(file, line)];
  const found = at.length > 0 ? at : all.filter((f) => f.site.start <= end && start <= f.site.end);
  return [...found].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/**
 * Why a finding is reported: its claim, and under it the places that contradict each other with the way of their values, the
 * way of the port, the links that the model has made, the platform's reason, how sure all of it is, in which deployments
 * it holds, and what can be done. All of it is read off the snapshot.
 */
export function explain(snapshot: Snapshot, finding: Finding): Explanation<Span> {
  const { rule, severity, message, site, related } = finding;
  const ids = new Set(finding.contexts.map((c) => c.id));
  const models = snapshot.contexts.filter((m) => ids.has(m.context.id)).slice(0, CONTEXTS);
  const places = [site, ...(finding.use ? [finding.use] : []), ...related.map((r) => r.at)];
  const links = models.flatMap((m) => linksOf(subjectsOf(m, places)));
  const values = places.flatMap((at) => unique(sitesAt(models, at)));
  const children = [
    ...group(say`What contradicts`, placeNodes(models, finding)),
    ...group(say`The way of the port`, wayNodes(snapshot, models, site)),
    ...group(say`Why they belong together`, links),
    node('reason', say`Why it matters: ${rule.docs.why}`, undefined, [node('page', rulePage(rule.id))]),
    certaintyNode(finding, values, links),
    ...group(say`Where it holds`, whereNodes(snapshot, finding)),
    ...group(say`What can be done`, [
      ...fixNodes(snapshot, finding),
      node('reason', say`In general: ${rule.docs.howToFix}`),
    ]),
  ];
  return { rule: rule.id, severity, claim: node('claim', message, site, children) };
}

/** The places, each with the ports that stand there and where these come from. */
function placeNodes(models: readonly ContextModel[], { site, use, related }: Finding): readonly Node[] {
  const values = (at: Span) => unique(sitesAt(models, at)).map(valueNode);
  return [
    node('place', say`reported here`, site, values(site)),
    ...(use ? [node('place', say`used here`, use, values(use))] : []),
    ...related.map((r) => node('place', r.message, r.at, values(r.at))),
  ];
}

function unique(sites: readonly ChartSite[]): readonly ChartSite[] {
  return [...new Map(sites.map((s) => [`${s.site.span.start} ${s.site.label}`, s])).values()];
}

/** What traffic passes, from the listener outward, in the first deployment. */
function wayNodes(snapshot: Snapshot, models: readonly ContextModel[], site: Span): readonly Node[] {
  return unique(sitesAt(models.slice(0, 1), site)).flatMap(({ chart, site: s }) => {
    const { stops, instead, clients } = wayThrough(chart, s.stops.length > 0 ? s.stops : (s.instead ?? []));
    const passed = [...instead, ...stops].flatMap((stop) => stop.declared.map((d) => d.span));
    return [
      ...instead.map((stop) => stopNode(say`instead ${stopText(stop)}`, stop)),
      ...stops.map((stop) =>
        stopNode(isBroken(snapshot, stop) ? say`${stopText(stop)}, where the way is broken` : stopText(stop), stop),
      ),
      // A program's own address is written like one that it asks.
      ...clients
        .filter((c) => !passed.some((p) => overlaps(p, c.span)))
        .map((c) => node('stop', say`used by ${c.label}`, c.span)),
    ];
  });
}

function stopNode(text: string, { declared, because }: Stop): Node {
  const why = declared.length === 0 && because !== undefined ? [node('step', say`nothing writes it: ${because}`)] : [];
  return node('stop', text, declared[0]?.span, why);
}

function stopText({ layer, port, protocol, owner }: Stop): string {
  const shown = `\`${showPort(port)}/${protocol}\``;
  switch (layer) {
    case 'listen':
      return say`${owner} listens on ${shown}`;
    case 'image':
      return say`the image of ${owner} names ${shown}`;
    case 'container':
      return say`${owner} has the container port ${shown}`;
    case 'service':
      return say`${owner} has the port ${shown}`;
    case 'host':
      return say`${shown} is bound on ${owner}`;
    case 'edge':
      return say`${owner} lets in at ${shown}`;
  }
}

const CERTAINTY: Readonly<Record<Certainty, string>> = {
  certain: say`certain: it rests on what is written, and on the platform’s own rules`,
  high: say`high: a default, an environment file, a build argument or a link between folders is on the way`,
  medium: say`medium: a convention is on the way`,
  low: say`low: a guess is on the way`,
};

/** How sure a finding is, and which of its evidence is less than certain. */
function certaintyNode(
  { rule, severity, certainty }: Finding,
  values: readonly ChartSite[],
  links: readonly Node[],
): Node {
  const own = rule.severity;
  const unsure = values.filter(({ site }) => site.value.certainty !== 'certain');
  const doubtful = links.filter((l) => l.children.some((c) => c.kind === 'certainty'));
  const isLowered = own !== 'off' && SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(own);
  return node('certainty', say`How sure: ${CERTAINTY[certainty]}`, undefined, [
    ...(certainty === 'certain' ? [] : unsure.map(({ site }) => node('certainty', valueText(site), site.span))),
    ...(certainty === 'certain' ? [] : doubtful.map((l) => node('certainty', l.text, l.at))),
    ...(isLowered
      ? [node('certainty', say`the rule reports ${own} at most; this case is milder, or less sure: ${severity}`)]
      : []),
  ]);
}

/** The deployments in which it holds, and those of the same file in which it does not. */
function whereNodes(snapshot: Snapshot, { contexts, site }: Finding): readonly Node[] {
  const ids = new Set(contexts.map((c) => c.id));
  const stacks = new Set(contexts.map((c) => c.stack));
  const others = snapshot
    .contextsAt(site.uri)
    .filter(({ context: c }) => stacks.has(c.stack) && !ids.has(c.id) && !c.hypothetical);
  return [
    ...contexts.map((c) => node('where', contextText(c))),
    ...others.map(({ context: c }) => node('where', say`not: ${contextText(c)}`)),
  ];
}

function contextText(context: Context): string {
  return context.stack === 'image-build'
    ? say`the image of \`${context.name}\``
    : say`\`${context.name}\`, environment \`${environmentName(context)}\``;
}

function fixNodes(snapshot: Snapshot, finding: Finding): readonly Node[] {
  return fixesOf(snapshot, finding).map(({ fix, edits }) => {
    const title = fix.safe ? say`${fix.title} (safe)` : fix.title;
    return node(
      'fix',
      title,
      edits[0],
      edits.map((e) => editNode(snapshot, e)),
    );
  });
}

/** Longest piece of text of an edit that is shown. */
const EDIT_LIMIT = 60;

function editNode(snapshot: Snapshot, edit: TextEdit): Node {
  const { uri, start, end } = edit;
  const cut = (text: string) => `\`${shortVisible(text.trim(), EDIT_LIMIT)}\``;
  const [old, text] = [cut(snapshot.files.get(uri)?.text.slice(start, end) ?? ''), cut(edit.newText)];
  const said =
    start === end
      ? say`writes ${text}`
      : edit.newText === ''
        ? say`deletes ${old}`
        : say`writes ${text} instead of ${old}`;
  return node('edit', said, { uri, start, end });
}

import type { Fix } from '../facts';
import { configurationOf } from '../configuration/configuration';
import type { ContextModel } from '../model/model';
import type { WorkspaceModel } from '../model/workspace';
import type { Finding } from '../rules/finding';
import type { PortsPart, Report, Rule, SuppressionUse } from '../rules/rule';
import { capped, milder } from '../rules/rule';
import { compareSpans, spanKey } from '../text/span';
import { isBelow } from '../text/uri';
import type { Levels } from './levels';
import { levelAt, mayReport } from './levels';
import { nearestPlace } from './nearest';

/** What a rule looks at: a context, all of them, the suppressions of a file, or what is generated in a document. */
type Subject = ContextModel | WorkspaceModel | readonly SuppressionUse[] | PortsPart;

/** Runs one rule over one subject. A rule that throws reports nothing; `onError` hears of it. */
export function runRule(
  rule: Rule,
  subject: Subject,
  levels: Levels,
  onError: (rule: string, error: unknown) => void,
): readonly Finding[] {
  if (!mayReport(rule.meta, levels)) return [];
  const out: Finding[] = [];
  const { configurations } = levels;
  const told = 'context' in subject ? configurationOf(configurations, subject.context.directory) : configurations;
  try {
    for (const report of rule.check(subject as never, told as never)) {
      const finding = findingOf(rule, report, subject, levels);
      if (finding) out.push(finding);
    }
  } catch (error) {
    onError(rule.meta.id, error);
  }
  return out;
}

function findingOf(rule: Rule, report: Report, model: Subject, levels: Levels): Finding | undefined {
  const context = 'context' in model ? model.context : report.context;
  const { site, related } = nearestPlace(report, context);
  const { level, chosen } = levelAt(rule.meta, site.uri, levels);
  const isOff = level === 'off';
  if (isOff && !chosen) return undefined;
  const own = isOff ? 'hint' : report.severity && !chosen ? milder(report.severity, level) : level;
  const severity = capped(own, report.certainty, rule.meta.apiHard === true);
  if (!severity) return undefined;
  const { message, certainty, data, asked } = report;
  const contexts = context ? [context] : [];
  const fixes = (): readonly Fix[] => {
    try {
      return rule.fix ? rule.fix(data, model as never) : [];
    } catch {
      return [];
    }
  };
  const use = site === report.site ? {} : { use: report.site };
  const sought = asked === undefined ? {} : { asked };
  const hidden = isOff ? { isOff } : {};
  return {
    rule: rule.meta,
    severity,
    site,
    message,
    certainty,
    related,
    contexts,
    ...use,
    ...sought,
    ...hidden,
    fixes,
  };
}

/**
 * Findings of all contexts as one list: the same rule, place and message in several contexts is one finding with its
 * contexts. Builds of one base say it of objects that they name differently, so there the contradicting places stand for the
 * message; renderings of one template too, so there names in the message do not count. What a base says to itself is one
 * finding too where overlays add to what contradicts it; findings that are off in their file go only then. Quiet contexts add nothing of their own. Sorted by place, then rule, then message: the same on every run.
 */
export function mergeFindings(lists: Iterable<readonly Finding[]>): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const list of lists) {
    const seen = new Map<string, number>();
    for (const f of list) {
      const said = `${f.rule.id} ${spanKey(f.site)} ${contentOf(f)}`;
      const times = seen.get(said) ?? 0;
      seen.set(said, times + 1);
      // What one context says twice with the same places are two things.
      const key = isBuilt(f) || isRendered(f) ? `${said} ${times}` : said;
      const other = merged.get(key);
      merged.set(key, other ? (isAtHome(f) && !isAtHome(other) ? join(f, other) : join(other, f)) : f);
    }
  }
  return withoutEchoes([...merged.values()])
    .filter((f) => !f.isOff)
    .sort(compareFindings);
}

/**
 * Findings of one rule about one place of a base: where it stands there for some overlay, the base is wrong by itself, and what
 * others add to the contradiction is no mistake of theirs.
 */
function withoutEchoes(all: readonly Finding[]): Finding[] {
  const atBase = new Map<string, Finding>();
  for (const f of all) if (isBuilt(f) && !f.use) atBase.set(`${f.rule.id} ${spanKey(f.site)}`, f);
  const echoes = new Map<Finding, Finding>();
  for (const f of all) {
    const base = f.use && isBuilt(f) ? atBase.get(`${f.rule.id} ${spanKey(f.use)}`) : undefined;
    if (base && !meet(base, f)) echoes.set(f, base);
  }
  if (echoes.size === 0) return [...all];
  return all
    .filter((f) => !echoes.has(f))
    .map((f) => [...echoes].reduce((sum, [echo, base]) => (base === f ? join(sum, echo) : sum), f));
}

/** Whether both hold in one context, where they are two things. */
function meet(a: Finding, b: Finding): boolean {
  return a.contexts.some((c) => b.contexts.some((d) => d.id === c.id));
}

/** Whether all of its contexts are built of others' files. */
function isBuilt(f: Finding): boolean {
  return f.contexts.length > 0 && f.contexts.every((c) => c.distances !== undefined);
}

/** Whether all of its contexts are rendered by templates, in which one place writes objects of several names. */
function isRendered(f: Finding): boolean {
  return f.contexts.length > 0 && f.contexts.every((c) => c.rendered !== undefined);
}

/** Whether it stands in the folder of its own context, not in a chart that this one depends on. */
function isAtHome(f: Finding): boolean {
  return f.contexts.some((c) => isBelow(c.directory, f.site.uri));
}

function contentOf(f: Finding): string {
  // The numbers count, the names do not: they begin with that of the release.
  if (isRendered(f)) return f.asked ?? f.message.replaceAll(/`[^`]*`/g, '`…`');
  return isBuilt(f) ? f.related.map((r) => spanKey(r.at)).join(' ') : f.message;
}

function join(a: Finding, b: Finding): Finding {
  const contexts = [...new Map([...a.contexts, ...b.contexts].map((c) => [c.id, c])).values()].sort((x, y) =>
    x.id < y.id ? -1 : 1,
  );
  return { ...a, contexts };
}

/** Order of findings: place, rule, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareSpans(a.site, b.site) || compareText(a.rule.id, b.rule.id) || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

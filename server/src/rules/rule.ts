import type { Fix } from '../facts/change';
import type { ContainerPort } from '../facts/facts';
import type { ProblemFact } from '../facts/problem';
import type { Certainty, Located } from '../facts/port';
import type { Context } from '../stacks/stack';
import type { Change } from '../text/change';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { fileRole } from '../lore/fileRole';
import type { Configuration } from '../configuration/configuration';
import type { Suppression } from '../lore/suppressions';
import { valuesMayMeet } from '../model/evidence';
import type { ContextModel } from '../model/model';
import type { WorkspaceModel } from '../model/workspace';

/** Severity of a finding; `off` rules run only when configured. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Severities, the most severe first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** What is known of a rule without running it; documentation pages, settings and tables are made of it. */
export interface RuleMeta {
  /** Kebab-case id: `container-port-mismatch`. */
  readonly id: string;
  /** One sentence. */
  readonly summary: string;
  readonly category: 'consistency' | 'resolution' | 'health' | 'exposure' | 'policy' | 'hygiene';
  /** The highest severity it reports; certainty lowers it (see `capped`). */
  readonly severity: Severity | 'off';
  readonly since: string;
  readonly fixable: boolean;
  /** For a rule that is off by itself: the severity that it gets where the port strategy has this part. */
  readonly configured?: { readonly by: 'ranges' | 'reserved' | 'services' | 'public'; readonly severity: Severity };
  /** The tool or API itself rejects the input: `high` certainty still gives an error. */
  readonly apiHard?: boolean;
  readonly docs: {
    /** Why it matters, with the platform's own reason. Markdown. */
    readonly why: string;
    readonly howToFix: string;
    /** When to ignore it, and what it leaves alone on purpose. */
    readonly whenToIgnore: string;
  };
}

/** One thing that a rule found. */
export interface Report<Data = unknown> {
  /** Where the squiggle stands: the use. */
  readonly site: Span;
  /** What is wrong, why, what to do: one or two sentences with the values; names in backticks. */
  readonly message: string;
  /** The weakest link of the evidence. `low` is never reported. */
  readonly certainty: Certainty;
  /** A milder severity than the rule's own, when the case is milder. */
  readonly severity?: Severity;
  /** The contradicting places. */
  readonly related: readonly Related[];
  /** What `fix` needs; plain data. */
  readonly data?: Data;
  /** What leads nowhere, where the message goes on to list what there is: deployments that differ in that list have one mistake. */
  readonly asked?: string;
  /** For rules over all contexts: the one that the report is about. */
  readonly context?: Context;
}

/** A contradicting place. */
export interface Related {
  readonly at: Span;
  readonly message: string;
}

/** A rule over one context. */
export interface ContextRule<Data = unknown> {
  readonly scope: 'context';
  readonly meta: RuleMeta;
  /** `configuration` is the one that speaks for the context's folder. */
  check(model: ContextModel, configuration?: Configuration): Iterable<Report<Data>>;
  fix?(data: Data, model: ContextModel): readonly Fix[];
}

/** A rule over what joins contexts. */
export interface WorkspaceRule<Data = unknown> {
  readonly scope: 'workspace';
  readonly meta: RuleMeta;
  check(model: WorkspaceModel, configurations: readonly Configuration[]): Iterable<Report<Data>>;
  fix?(data: Data, model: WorkspaceModel): readonly Fix[];
}

/** A comment that leaves findings alone, with what it was good for. */
export interface SuppressionUse {
  readonly suppression: Suppression;
  /** Ids of the rules of which it took findings. */
  readonly used: ReadonlySet<string>;
  /** Ids of all rules that there are. */
  readonly known: ReadonlySet<string>;
  /** Ids of the rules that report in its file: a comment that names one of the others may be needed elsewhere. */
  readonly judged: ReadonlySet<string>;
}

/** A rule over the comments that leave findings of other rules alone, in the files of stacks. */
export interface SuppressionRule<Data = unknown> {
  readonly scope: 'suppressions';
  readonly meta: RuleMeta;
  /** All such comments of one file, in its order. */
  check(uses: readonly SuppressionUse[]): Iterable<Report<Data>>;
  fix?(data: Data): readonly Fix[];
}

/** The generated part of a document of ports (`PORTS.md`), as it stands and as it would be written now. */
export interface PortsPart {
  /** The marker that begins the part. */
  readonly marker: Span;
  /** All of it, both markers included. */
  readonly part: Span;
  readonly isCurrent: boolean;
  /** Ports of rows that are not there, or not like that, each as `3000/tcp of api`. */
  readonly missing: readonly string[];
  /** Ports of rows that would not be written. */
  readonly outdated: readonly string[];
  /** What it would be, in the document's own line ends. */
  readonly text: string;
}

/** A rule over the documents of ports that the workspace keeps. */
export interface DocumentRule<Data = unknown> {
  readonly scope: 'document';
  readonly meta: RuleMeta;
  check(part: PortsPart): Iterable<Report<Data>>;
  fix?(data: Data): readonly Fix[];
}

// The list holds rules of any data.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyRule = ContextRule<any> | WorkspaceRule<any> | SuppressionRule<any> | DocumentRule<any>;

/** A rule of any scope and data, as the list holds it. */
export type Rule = AnyRule;

const RANK: Readonly<Record<Severity, number>> = { hint: 0, info: 1, warning: 2, error: 3 };

/** The lower of two severities. */
export function milder(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}

/**
 * The severity after the caps of certainty: `certain` up to error, `high` up to warning (error where the platform
 * itself rejects), `medium` up to info. `undefined` for `low`: never reported.
 */
export function capped(severity: Severity, certainty: Certainty, apiHard: boolean): Severity | undefined {
  switch (certainty) {
    case 'certain':
      return severity;
    case 'high':
      return apiHard ? severity : milder(severity, 'warning');
    case 'medium':
      return milder(severity, 'info');
    case 'low':
      return undefined;
  }
}

/** The rule that reports what formats themselves found wrong under its id. */
export function problemRule(meta: RuleMeta & { readonly id: ProblemFact['rule'] }): ContextRule<ProblemFact['fixes']> {
  return {
    scope: 'context',
    meta,
    *check(model) {
      for (const p of model.problems) {
        if (p.rule !== meta.id) continue;
        const { site, message, certainty, severity, related, fixes } = p;
        yield { site, message, certainty, related, data: fixes, ...(severity ? { severity } : {}) };
      }
    },
    fix: (fixes) =>
      fixes.map(({ title, safe, at, newText, insert }) => ({
        title,
        safe,
        changes: [insert ? { kind: 'insert-item', seq: at, value: newText } : { kind: 'rewrite', at, text: newText }],
      })),
  };
}

/**
 * The characters that make a value, where a fix edits it; `undefined` when it comes from several places, from none, or is
 * computed from what stands there.
 */
export function originOf(value: Located<unknown> | undefined): Span | undefined {
  if (value?.via.some((step) => step.kind === 'generated')) return undefined;
  const origin = value?.origins.length === 1 ? value.origins[0] : undefined;
  return origin?.kind === 'text' ? origin.span : undefined;
}

/** The change that gives a value another text; none when it has no single origin. */
export function rewritten(value: Located<unknown> | undefined, text: string | number): readonly Change[] {
  const at = originOf(value);
  return at ? [{ kind: 'replace', at, text: String(text) }] : [];
}

/** A fix of these changes, when there are any. */
export function fixOf(title: string, changes: readonly Change[], safe = false): readonly Fix[] {
  return changes.length > 0 ? [{ title, safe, changes }] : [];
}

/** The first of several fixes is the one that nearly everybody wants: it is applied to many findings at once when that is asked for. */
export function preferring([first, ...others]: readonly Fix[]): readonly Fix[] {
  return first ? [{ ...first, preferred: true }, ...others] : [];
}

/** Whether a value stands where it is used, so that changing it changes nothing else. */
export function isLiteral(value: Located<unknown>): boolean {
  return value.via.length === 0 && originOf(value) !== undefined;
}

/** Whether a place belongs to a deployment for production, by its stack or by the name of its file. */
export function isProduction(role: Context['role'], site: Span): boolean {
  return role === 'production' || (role === 'neutral' && roleOfFile(site) === 'prod');
}

/**
 * The severity of a finding about exposure (formats.md §10.3): what is an info is a warning in files for production; in
 * files for development, tests and examples everything is one step milder.
 */
export function exposureSeverity(role: Context['role'], site: Span, usual: 'info' | 'warning'): Severity {
  if (isProduction(role, site)) return 'warning';
  const file = roleOfFile(site);
  const apart =
    (role !== 'neutral' && role !== 'production') || file === 'dev' || file === 'test' || file === 'example';
  if (!apart) return usual;
  return usual === 'warning' ? 'info' : 'hint';
}

function roleOfFile(site: Span): ReturnType<typeof fileRole> {
  return fileRole(site.uri.slice(site.uri.lastIndexOf('/') + 1));
}

/** Publishes a Compose mapping on the loopback interface, or takes it away. */
export function publishOnLoopback(port: ContainerPort, model: ContextModel): readonly Fix[] {
  const { publish, form, site } = port;
  const ip = publish?.hostIp?.alternatives[0];
  const host = publish?.host?.alternatives[0];
  const loopback = ip?.value.includes(':') ? '::1' : '127.0.0.1';
  const title = say`Publish it on ${loopback} only`;
  const remove = isSpare(port, model) ? fixOf(say`Delete the mapping`, [{ kind: 'remove', at: site }]) : [];
  if (ip) return [...preferring(fixOf(title, rewritten(ip, loopback))), ...remove];
  if (!host) return remove;
  const start = { uri: host.site.uri, start: host.site.start, end: host.site.start };
  const change: Change =
    form === 'long'
      ? { kind: 'insert-key', map: site, key: 'host_ip', value: '127.0.0.1' }
      : { kind: 'replace', at: start, text: '127.0.0.1:' };
  return [...preferring(fixOf(title, [change])), ...remove];
}

/** Whether a mapping can go without leaving only those that lead to no port that the program is known to listen on. */
function isSpare(port: ContainerPort, model: ContextModel): boolean {
  const unit = model.units.find((u) => u.fact.ports.includes(port));
  const others = unit?.fact.ports.filter((p) => p !== port) ?? [];
  const leads = (p: ContainerPort) => unit?.belief.main.some((e) => valuesMayMeet(e.port, p.container)) ?? false;
  return others.length === 0 || !leads(port) || others.some(leads);
}

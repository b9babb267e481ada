import type { Certainty } from '../facts/port';
import type { Fix } from '../facts/change';
import type { Span } from '../text/span';
import type { ContextModel } from '../model/model';
import type { WorkspaceModel } from '../model/workspace';

/** Severity of a finding; `off` rules run only when configured. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

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
}

/** A contradicting place. */
export interface Related {
  readonly at: Span;
  readonly message: string;
}

/** A rule over one context. */
export interface ContextRule<Data = never> {
  readonly scope: 'context';
  readonly meta: RuleMeta;
  check(model: ContextModel): Iterable<Report<Data>>;
  fix?(data: Data, model: ContextModel): readonly Fix[];
}

/** A rule over what joins contexts. */
export interface WorkspaceRule<Data = never> {
  readonly scope: 'workspace';
  readonly meta: RuleMeta;
  check(model: WorkspaceModel): Iterable<Report<Data>>;
  fix?(data: Data, model: WorkspaceModel): readonly Fix[];
}

// The list of rules holds rules of any data.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Rule = ContextRule<any> | WorkspaceRule<any>;

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

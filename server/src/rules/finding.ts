import type { Certainty, Fix } from '../facts';
import type { Context } from '../stacks/stack';
import type { Span } from '../text/span';
import type { Related, RuleMeta, Severity } from './rule';

/** A finding as everybody shows it: a report after caps, settings and merging over contexts. */
export interface Finding {
  readonly rule: RuleMeta;
  readonly severity: Severity;
  readonly site: Span;
  readonly message: string;
  readonly certainty: Certainty;
  readonly related: readonly Related[];
  /** Where the rule put it, when it stands with a contradicting value that came later. */
  readonly use?: Span;
  /** What leads nowhere, as the rule told. */
  readonly asked?: string;
  /** The contexts in which it holds, sorted by id. */
  readonly contexts: readonly Context[];
  /** Its rule was turned off where it stands: it is not shown, nor what only repeats it. */
  readonly isOff?: boolean;
  /** The ways to mend it, worked out when asked for. */
  fixes(): readonly Fix[];
}

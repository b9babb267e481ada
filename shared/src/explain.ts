/*
 * What client and server say to each other about why a finding is reported, and about rules. As all of `shared`, it imports
 * nothing; a client that shows neither never asks.
 */

/**
 * One thing that a finding rests on, with what this rests on in turn. `Place` is how a place in a file is told: spans of
 * offsets inside the server, {@link EvidencePlace} over the protocol.
 */
export interface Evidence<Place> {
  readonly kind: EvidenceKind;
  /** One line; names and values in back-quotes. */
  readonly text: string;
  readonly at?: Place;
  readonly children: readonly Evidence<Place>[];
}

/**
 * `claim` what the finding says · `group` a heading · `place` a contradicting place · `value` a port as it is used there ·
 * `step` a step between a value and the characters that make it · `stop` a port on the way of traffic · `link` why two things
 * belong together · `reason` the platform's · `page` the address of the rule's page · `certainty` how sure it is · `where` a
 * deployment in which it holds · `fix` a way to mend it · `edit` what this changes.
 */
export type EvidenceKind =
  | 'claim'
  | 'group'
  | 'place'
  | 'value'
  | 'step'
  | 'stop'
  | 'link'
  | 'reason'
  | 'page'
  | 'certainty'
  | 'where'
  | 'fix'
  | 'edit';

/** A place over the protocol. */
export interface EvidencePlace {
  readonly uri: string;
  /** Zero-based lines, UTF-16 characters, half-open (LSP 3.17 `Range`). */
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  /** As people name it: `k8s/api.yaml:12`. */
  readonly name: string;
  /** Its line as it is written, without blanks at its ends, cut when it is long. */
  readonly line: string;
}

/** Why a finding is reported, from its claim down to characters in files. */
export interface Explanation<Place> {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly claim: Evidence<Place>;
}

/**
 * Request, client → server: why the findings at a place are reported. Parameters {@link ExplainParams}, result
 * {@link Explanation}s with {@link EvidencePlace}s, the most severe first; none where there is no finding.
 */
export const explainFindingMethod = 'portolan/explainFinding';

/** Names findings: those at a place, or else on its line. Also the argument of the command that explains. */
export interface ExplainParams {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  /** Only those of this rule. */
  readonly rule?: string;
}

/** Request, client → server: what is to be known of a rule. Parameters {@link RulePageParams}, result {@link RulePage} or null. */
export const rulePageMethod = 'portolan/rulePage';

/** Names a rule by its id. */
export interface RulePageParams {
  readonly rule: string;
}

/** The page of a rule, to be read without a network. */
export interface RulePage {
  readonly title: string;
  readonly markdown: string;
}

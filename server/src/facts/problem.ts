import type { Span } from '../text/span';
import type { Certainty } from './port';

/** Something that is wrong by the format's own grammar or the API's validation. A rule turns it into a finding. */
export interface ProblemFact {
  readonly kind: 'problem';
  /** The rule that reports it. */
  readonly rule:
    | 'invalid-port'
    | 'invalid-port-name'
    | 'service-port-name-required'
    | 'duplicate-port'
    | 'quoted-port-number'
    | 'port-variable-unset'
    | 'yaml-sexagesimal-port'
    | 'expose-host-mapping'
    | 'nodeport-invalid'
    | 'host-network-port-mismatch'
    | 'backend-service-port-unknown'
    | 'kustomize-port-patch-appends'
    | 'override-ports-append'
    | 'unused-port-value';
  readonly site: Span;
  /** Origin of the characters, where a fix edits; the site when left out. */
  readonly origin?: Span;
  /** What is wrong, why, what to do: one or two sentences with the values. */
  readonly message: string;
  readonly certainty: Certainty;
  /** Lowers the rule's severity for milder cases of the same rule. */
  readonly severity?: 'error' | 'warning' | 'info' | 'hint';
  /** Replacements that mend it, best first. `safe` when the meaning is certain to stay what was meant. */
  readonly fixes: readonly {
    readonly title: string;
    readonly at: Span;
    readonly newText: string;
    readonly safe: boolean;
    /** `at` is a list, and the text is a further item of it. */
    readonly insert?: true;
  }[];
  readonly related: readonly { readonly at: Span; readonly message: string }[];
}

import type { Change } from '../text/change';

export type { Change } from '../text/change';

/** A way to mend a finding. */
export interface Fix {
  /** Imperative, with the values: "Send to port 8080 instead". */
  readonly title: string;
  /** Applying it without looking is right: the meaning is what was certainly meant, and nothing else is touched. */
  readonly safe: boolean;
  readonly preferred?: boolean;
  readonly changes: readonly Change[];
}

// What bundle.mjs puts into the bundles.

/** What `portolan check` finds in the demo workspace, as `path:line rule`, sorted. Put in by bundle.mjs. */
declare const FINDINGS_OF_THE_COMMAND_LINE: readonly string[];

/** A part of the titles of the tests that are to run; empty for all. */
declare const TITLES: string;

/*
 * The demo workspace: a small shop with deliberate mistakes that the extension brings along. It lives in memory, in a file
 * system of its own, so that it opens without a place to copy it to: on the desktop, in the browser and on a remote machine
 * alike. Imports nothing.
 */

/** Scheme of the demo's files. */
export const DEMO_SCHEME = 'portolan-demo';

/** The demo's folder. */
export const DEMO_FOLDER = '/harbour';

/** Ids of the commands around the demo (category "Portolan"). */
export const DemoCommand = {
  /**
   * Opens the demo workspace. With the name of a {@link DemoStep} as argument, and in a window that shows the demo, it shows
   * what that step of the walkthrough is about.
   */
  openDemo: 'portolan.openDemo',
  /** Opens the walkthrough. */
  openWalkthrough: 'portolan.openWalkthrough',
} as const;

/** What a step of the walkthrough shows in the demo. */
export type DemoStep = 'finding' | 'way';

/** Context keys that tell the walkthrough what was done: each true once it was. */
export const DemoContext = {
  opened: 'portolan.demo.opened',
  finding: 'portolan.demo.finding',
  way: 'portolan.demo.way',
} as const;

import type { FromPage } from '../map/messages';

/** What VS Code gives to a page. */
interface Editor {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Editor;

/** The editor around the page. It gives itself once only. */
export const editor: Editor = acquireVsCodeApi();

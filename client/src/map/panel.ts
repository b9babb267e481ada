import type * as vscode from 'vscode';
import type { FilterState } from './filterState';
import type { MapSource } from './source';
import type { MapTexts } from './texts';

/** What the picture shows. */
export interface PictureState {
  readonly nodes: number;
}

/** The panel with the picture. */
export interface MapPanel extends vscode.Disposable {
  /** Opens the panel or brings it to the front; with an id of the map, what has it is shown and gets the focus. */
  readonly show: (id?: string) => Promise<void>;
  readonly save: () => Promise<void>;
  readonly state: () => PictureState | undefined;
}

/** What the panel needs. */
export interface PanelParts {
  readonly context: vscode.ExtensionContext;
  readonly source: MapSource;
  readonly filters: FilterState;
  readonly texts: MapTexts;
  readonly output: vscode.LogOutputChannel;
}

/** The panel; nothing is made before it is shown. */
export function createMapPanel({ texts }: PanelParts): MapPanel {
  return { show: async () => undefined, save: async () => undefined, state: () => undefined, dispose: () => undefined };
}

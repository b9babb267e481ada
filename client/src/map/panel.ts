import * as vscode from 'vscode';
import { MapContext, PANEL_TYPE } from './ids';
import type { PictureFormat, PictureState } from './messages';
import { openPage, type Page, type PageParts } from './page';

/** The panel with the picture: one for each window. */
export interface MapPanel extends vscode.Disposable {
  /** Opens the panel or brings it to the front; what has the first of these ids of the map that the picture has is shown and gets the focus. */
  readonly show: (ids?: readonly string[]) => void;
  /** Asks for a format, unless it is given, and a file, and saves what the picture shows. */
  readonly save: (format?: PictureFormat, target?: vscode.Uri) => Promise<void>;
  /** What the page said last; undefined without one. */
  readonly state: () => PictureState | undefined;
}

/** Prepares the panel, and the revival of the one that the window had before it was closed. Nothing is made before it is shown. */
export function createMapPanel(parts: PageParts): MapPanel {
  let page: Page | undefined;
  const adopt = (panel: vscode.WebviewPanel): Page => {
    page?.panel.dispose();
    const adopted = openPage(panel, parts, () => {
      if (page !== adopted) return;
      page = undefined;
      tellOpen(false);
    });
    tellOpen(true);
    return (page = adopted);
  };
  const tellOpen = (open: boolean): void =>
    void vscode.commands.executeCommand('setContext', MapContext.pictureOpen, open);
  const dist = vscode.Uri.joinPath(parts.extension, 'dist');
  const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [dist] };
  const serializer: vscode.WebviewPanelSerializer = {
    async deserializeWebviewPanel(panel) {
      panel.webview.options = options;
      adopt(panel);
    },
  };
  const registered = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, serializer);
  const opened = (): Page => {
    if (page) {
      page.panel.reveal();
      return page;
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    return adopt(vscode.window.createWebviewPanel(PANEL_TYPE, vscode.l10n.t('Port Map'), column, options));
  };
  return {
    show(ids = []) {
      const shown = opened();
      if (ids.length > 0) shown.tell({ kind: 'show', ids });
    },
    async save(format, target) {
      if (page) await page.save(format, target);
    },
    state: () => page?.state(),
    dispose() {
      registered.dispose();
      page?.panel.dispose();
    },
  };
}

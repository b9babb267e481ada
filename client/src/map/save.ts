import * as vscode from 'vscode';
import { jsonPlace, mapDocument } from '../../../shared/src/mapJson';
import { mapMermaid } from '../../../shared/src/mapMermaid';
import { mapPlaces, type MapPlace, type PortMap } from '../../../shared/src/portMap';
import type { PictureFormat } from './messages';

/** What can be saved. */
export interface Savable {
  readonly map: PortMap<MapPlace>;
  /** The picture as the page shows it; undefined when the page is closed before it tells. */
  readonly svg: () => Promise<string | undefined>;
}

const ENDINGS: Readonly<Record<PictureFormat, string>> = { svg: 'svg', mermaid: 'mmd', json: 'json' };

/** Asks for a format and a file, as far as they are not given, and writes it through the editor's file systems. */
export async function savePicture(what: Savable, format?: PictureFormat, target?: vscode.Uri): Promise<void> {
  const chosen = format ?? (await askForFormat());
  const file = chosen && (target ?? (await askForFile(chosen)));
  if (!chosen || !file) return;
  const text = await textOf(what, chosen);
  if (text === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    tellFailure(String(error));
  }
}

/** Nobody would hear of it otherwise: who saves from the page waits for no answer. */
function tellFailure(reason: string): void {
  void vscode.window.showErrorMessage(vscode.l10n.t('The port map could not be saved: {0}', reason));
}

async function askForFormat(): Promise<PictureFormat | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly format: PictureFormat })[] = [
    { format: 'svg', label: vscode.l10n.t('SVG picture'), description: '.svg' },
    { format: 'mermaid', label: vscode.l10n.t('Mermaid diagram'), description: '.mmd' },
    { format: 'json', label: vscode.l10n.t('JSON data'), description: '.json' },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Save the port map as') }))?.format;
}

async function askForFile(format: PictureFormat): Promise<vscode.Uri | undefined> {
  const ending = ENDINGS[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `port-map.${ending}`) } : {}),
    filters: { [ending.toUpperCase()]: [ending] },
    title: vscode.l10n.t('Save Port Map'),
  });
}

async function textOf({ map, svg }: Savable, format: PictureFormat): Promise<string | undefined> {
  switch (format) {
    case 'svg': {
      const picture = await svg();
      return picture === undefined ? undefined : `${picture}\n`;
    }
    case 'mermaid':
      return mapMermaid(map);
    case 'json': {
      const told = mapPlaces(map, (place) => jsonPlace(place, pathOf(place.uri)));
      return `${JSON.stringify(mapDocument(told), undefined, 2)}\n`;
    }
  }
}

/** A file's path as people call it: in its folder, with the folder's name where there are several. */
export function pathOf(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

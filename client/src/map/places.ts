import * as vscode from 'vscode';
import type { MapPlace } from '../../../shared/src/portMap';

/** The place in the editor's own types. */
function locationOf({ uri, range: { start, end } }: MapPlace): vscode.Location {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  return new vscode.Location(vscode.Uri.parse(uri), range);
}

/** Opens the file at the place, with its characters selected; nothing without a place. */
export async function goTo(place: MapPlace | undefined, viewColumn?: vscode.ViewColumn): Promise<void> {
  if (!place) return;
  const { uri, range } = locationOf(place);
  const column = viewColumn === undefined ? {} : { viewColumn };
  await vscode.window.showTextDocument(uri, { selection: range, preview: true, ...column });
}

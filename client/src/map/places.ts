import * as vscode from 'vscode';
import type { MapPlace } from '../../../shared/src/portMap';

/**
 * Opens the file at the place, with its characters selected; nothing without a place. By the editor's command: a document that an
 * extension opens by itself is kept for minutes after its editor is closed.
 */
export async function goTo(place: MapPlace | undefined, viewColumn?: vscode.ViewColumn): Promise<void> {
  if (!place) return;
  const { start, end } = place.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const options: vscode.TextDocumentShowOptions = { selection, preview: true, ...(viewColumn ? { viewColumn } : {}) };
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(place.uri), options);
}

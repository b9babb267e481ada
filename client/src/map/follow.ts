import * as vscode from 'vscode';
import { MapContext } from './ids';
import { environmentOf, nodeAt } from './nodes';
import type { PortTree } from './tree';

/** Whether the tree shows what stands at the cursor. */
export interface Following extends vscode.Disposable {
  readonly follow: (on: boolean) => void;
}

const KEY = 'portolan.map.follow';

/** A cursor that moves is let come to rest for so many milliseconds. */
const REST_MS = 120;

/**
 * Lets the tree select the row of what stands at the cursor. Only while the view can be seen, and without taking the focus; who
 * does not want it says so once for all windows.
 */
export function followCursor(tree: PortTree, memento: vscode.Memento): Following {
  let on = memento.get(KEY, true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => void vscode.commands.executeCommand('setContext', MapContext.follows, on);
  const soon = (): void => {
    clearTimeout(timer);
    if (on && tree.view.visible) timer = setTimeout(() => void reveal(tree), REST_MS);
  };
  tell();
  const subscriptions = vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(soon),
    vscode.window.onDidChangeActiveTextEditor(soon),
    tree.view.onDidChangeVisibility(soon),
    tree.onDidChange(soon),
  );
  return {
    follow(wanted) {
      on = wanted;
      void memento.update(KEY, on);
      tell();
      soon();
    },
    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}

async function reveal({ view, rows }: PortTree): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !view.visible) return;
  const here = editor.document.uri.toString();
  const known = new Map<string, boolean>();
  const isHere = (uri: string): boolean => {
    const answer = known.get(uri) ?? vscode.Uri.parse(uri).toString() === here;
    known.set(uri, answer);
    return answer;
  };
  const [selected] = view.selection;
  const position = editor.selection.active;
  const environment = selected && environmentOf(selected).id;
  // What was picked by hand among several rows of one place stays picked.
  if (selected && nodeAt([selected], isHere, position)) return;
  const node = nodeAt(rows(), isHere, position, environment);
  if (!node) return;
  try {
    await view.reveal(node, { select: true, focus: false });
  } catch {
    // The rows have changed meanwhile, and the next ones are followed as well.
  }
}

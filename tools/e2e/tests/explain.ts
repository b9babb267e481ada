/// <reference types="mocha" />
import * as vscode from 'vscode';
import { at, closeAll, equal, eventually, indexed, ok, open, rangeOf, untouched } from './util';

/** The document that the active tab shows, as text or as something made of it. */
function activeTab(): string | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.label;
}

suite('explanations', () => {
  suiteSetup(indexed);
  teardown(async () => {
    await closeAll();
    await untouched();
  });

  test('of the finding at the cursor are a tree of evidence, down to the line of the .env file', async () => {
    const api = await indexed();
    const document = await open('compose.yaml');
    const editor = vscode.window.activeTextEditor;
    ok(editor, 'no editor is active');
    const { start } = rangeOf(document, '5433', 'db:');
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('portolan.explainFinding');
    const rows = api.finding();
    ok(rows[0]?.startsWith('`DATABASE_URL` dials `db:5433`'), `the first row is ${rows[0]}`);
    const wanted = ['its characters stand here  .env:4', 'the name means service `db`', 'Dial container port 5432'];
    for (const text of wanted)
      ok(
        rows.some((row) => row.includes(text)),
        `no row says “${text}”:\n${rows.join('\n')}`,
      );
  });

  test('are given for a place and a rule, as code actions ask for them', async () => {
    const api = await indexed();
    const params = { uri: at('compose.yaml').toString(), position: { line: 61, character: 9 } };
    await vscode.commands.executeCommand('portolan.explainFinding', { ...params, rule: 'host-port-collision' });
    const rows = api.finding();
    ok(rows[0]?.startsWith('Host port 8081 of `docs`'), `the first row is ${rows[0]}`);
    equal(rows.filter((row) => !row.startsWith(' ')).length, 1, 'findings');
  });

  test('of rules are pages that need no network', async () => {
    await vscode.commands.executeCommand('portolan.showRule', { rule: 'host-port-collision' });
    await eventually('the page', () => activeTab()?.includes('host-port-collision.md'));
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('portolan-rule:/host-port-collision.md'));
    ok(page.getText().includes('## How to fix it'), page.getText());
  });
});

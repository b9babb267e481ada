/// <reference types="mocha" />
import * as vscode from 'vscode';
import {
  closeAll,
  command,
  eventually,
  finding,
  findingGone,
  findings,
  indexed,
  ok,
  open,
  ruleOf,
  untouched,
} from './util';

/** The code actions of a kind for a diagnostic, or for a whole document. */
function actions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  // So many are resolved: their edits are worked out when they are wanted.
  return command<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind.value, 50);
}

async function apply(action: vscode.CodeAction): Promise<void> {
  ok(action.edit, `${action.title} has no edit`);
  ok(await vscode.workspace.applyEdit(action.edit), `${action.title} could not be applied`);
}

suite('fixes', () => {
  suiteSetup(indexed);
  teardown(async () => {
    await closeAll();
    await untouched();
  });

  test('a quick fix changes what is wrong and nothing else', async () => {
    const document = await open('k8s/api.yaml');
    const before = document.getText();
    const { range } = await finding('k8s/api.yaml', 'quoted-port-number');
    const fix = await eventually('the quick fix', async () => {
      const all = await actions(document, range, vscode.CodeActionKind.QuickFix);
      return all.find(({ edit }) => edit?.get(document.uri).some(({ range: place }) => range.contains(place)));
    });
    await apply(fix);
    ok(document.getText() === before.replace('port: "3000"', 'port: 3000'), `the text is now\n${document.getText()}`);
    await findingGone('k8s/api.yaml', 'quoted-port-number');
  });

  test('source.fixAll.portolan takes the safe ones', async () => {
    const document = await open('k8s/api.yaml');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const fix = await eventually('the action', async () => {
      const all = await actions(document, whole, vscode.CodeActionKind.SourceFixAll.append('portolan'));
      return all[0];
    });
    await apply(fix);
    ok(/port: 3000$/m.test(document.getText()), document.getText());
    await findingGone('k8s/api.yaml', 'quoted-port-number');
  });

  test('a finding is left alone by a comment on its line', async () => {
    const document = await open('k8s/api.yaml');
    const before = document.getText();
    const { range } = await finding('k8s/api.yaml', 'quoted-port-number');
    const ignore = await eventually('the action', async () => {
      const all = await actions(document, range, vscode.CodeActionKind.QuickFix);
      return all.find(({ title, edit }) => edit && title === 'Ignore `quoted-port-number` on this line');
    });
    await apply(ignore);
    const commented = before.replace('port: "3000"', 'port: "3000" # portolan: ignore[quoted-port-number]');
    ok(document.getText() === commented, `the text is now\n${document.getText()}`);
    await findingGone('k8s/api.yaml', 'quoted-port-number');
    const others = findings(document.uri).map(ruleOf);
    ok(!others.includes('unused-suppression'), `now there is ${others.join(', ')}`);
  });

  test('without being resolved, actions have no edits', async () => {
    const document = await open('k8s/api.yaml');
    const { range } = await finding('k8s/api.yaml', 'quoted-port-number');
    const kind = vscode.CodeActionKind.QuickFix.value;
    const all = await command<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind);
    const own = all.filter(({ title }) => title.includes('quoted-port-number'));
    ok(own.length > 0 && own.every(({ edit }) => edit === undefined), `actions: ${own.map((a) => a.title).join(', ')}`);
  });
});

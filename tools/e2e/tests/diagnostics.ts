/// <reference types="mocha" />
import * as vscode from 'vscode';
import { closeAll, equal, finding, indexed, nameOf, ok, open, ruleOf, untouched } from './util';

suite('diagnostics', () => {
  suiteSetup(indexed);

  test('of every file, opened or not, are those of the command line', untouched);

  test('carry the rule, a link to its page and a severity, and stand under the characters', async () => {
    const diagnostic = await finding('compose.yaml', 'container-port-mismatch');
    const { code } = diagnostic;
    ok(typeof code === 'object', `the rule has no link: ${JSON.stringify(code)}`);
    const page = await vscode.workspace.openTextDocument(code.target);
    ok(page.getText().startsWith('# container-port-mismatch'), `the link leads elsewhere: ${code.target.toString()}`);
    equal(ruleOf(diagnostic), 'container-port-mismatch');
    equal(diagnostic.severity, vscode.DiagnosticSeverity.Warning, 'severities');
    const document = await open('compose.yaml');
    equal(document.getText(diagnostic.range), '80', 'the characters');
    await closeAll();
  });

  test('name the places that contradict', async () => {
    const { relatedInformation = [] } = await finding('compose.yaml', 'container-port-mismatch');
    const places = relatedInformation.map(({ location }) => `${nameOf(location.uri)}:${location.range.start.line + 1}`);
    ok(
      places.some((place) => /^web\/Dockerfile:1[12]$/.test(place)),
      `related places: ${places.join(', ')}`,
    );
  });
});

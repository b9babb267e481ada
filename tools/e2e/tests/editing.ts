/// <reference types="mocha" />
import * as vscode from 'vscode';
import { closeAll, command, equal, eventually, indexed, nameOf, ok, open, place, rangeOf, untouched } from './util';

/** What a provider says about the first `text` after `after`, once it says something. */
async function answerAt<T>(
  provider: string,
  path: string,
  [text, after]: readonly [string, string],
  ...more: unknown[]
): Promise<T> {
  const document = await open(path);
  const { start } = rangeOf(document, text, after);
  return eventually(`${provider} on ${text} in ${path}`, async () => {
    const answer = await command<T | undefined>(provider, document.uri, start, ...more);
    return answer !== undefined && answer !== null && (!Array.isArray(answer) || answer.length > 0) && answer;
  });
}

/** All that a provider says about a whole document, once `enough` of it is there. */
async function allIn<T>(
  provider: string,
  path: string,
  enough: (all: T[]) => boolean,
  ...more: unknown[]
): Promise<T[]> {
  const document = await open(path);
  return eventually(`${provider} in ${path}`, async () => {
    const all = (await command<T[] | undefined>(provider, document.uri, ...more)) ?? [];
    return enough(all) && all;
  });
}

suite('rename', () => {
  suiteSetup(indexed);
  teardown(async () => {
    await closeAll();
    await untouched();
  });
  const port = ['API_PORT', 'PORT: ${'] as const;
  const renames = 'vscode.executeDocumentRenameProvider';

  test('changes a number along its chain, in every file, and back', async () => {
    const edit = await answerAt<vscode.WorkspaceEdit>(renames, 'compose.yaml', port, '3100');
    const names = edit.entries().map(([uri]) => nameOf(uri));
    equal([...names].sort(), ['.env', 'api/Dockerfile', 'compose.yaml'], 'files');
    const texts = async (): Promise<string[]> => {
      const all: string[] = [];
      for (const name of names) all.push((await open(name)).getText());
      return all;
    };
    const before = await texts();
    ok(await vscode.workspace.applyEdit(edit), 'the rename could not be applied');
    ok(
      (await texts()).some((text) => text.includes('API_PORT=3100')),
      'the variable is not changed',
    );
    const back = await answerAt<vscode.WorkspaceEdit>(renames, 'compose.yaml', port, '3000');
    ok(await vscode.workspace.applyEdit(back), 'the way back could not be applied');
    equal(await texts(), before, 'the texts');
  });

  test('says in a sentence why it does not', async () => {
    const document = await open('compose.yaml');
    const { start } = rangeOf(document, ...port);
    const refused = await command(renames, document.uri, start, '70000').then(
      () => undefined,
      (error: unknown) => String(error),
    );
    ok(refused?.includes('A port is a number from 1 to 65535.'), `it said ${refused}`);
  });
});

suite('what is shown and proposed', () => {
  suiteSetup(indexed);
  teardown(closeAll);

  test('completion knows the ports that are really there', async () => {
    const list = await answerAt<vscode.CompletionList>('vscode.executeCompletionItemProvider', 'k8s/web.yaml', [
      'http',
      'targetPort: ',
    ]);
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const expected of ['http', 'metrics'])
      ok(labels.includes(expected), `${expected} is not among ${labels.join(', ')}`);
  });

  test('inlay hints tell the number behind a variable or a name', async () => {
    const whole = new vscode.Range(0, 0, 500, 0);
    const hints = await allIn<vscode.InlayHint>(
      'vscode.executeInlayHintProvider',
      'compose.yaml',
      (h) => h.length > 2,
      whole,
    );
    const labels = hints.map(({ label }) => (typeof label === 'string' ? label : label.map((p) => p.value).join('')));
    for (const expected of ['8080', '3000'])
      ok(
        labels.some((l) => l.includes(expected)),
        `no ${expected}: ${labels.join(' | ')}`,
      );
  });

  test('code lenses tell the clients and the reach of a service', async () => {
    const lenses = await allIn<vscode.CodeLens>(
      'vscode.executeCodeLensProvider',
      'compose.yaml',
      (l) => l.length > 3,
      50,
    );
    const titles = lenses.map((lens) => lens.command?.title ?? '');
    ok(
      titles.some((t) => /port 3000 .*1 client/.test(t)),
      `lenses: ${titles.join(' | ')}`,
    );
  });

  test('symbols: a service has its ports, a number finds every use', async () => {
    const symbols = await allIn<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', 'compose.yaml', (s) =>
      s.some(({ name, children }) => name === 'api' && children.length > 0),
    );
    ok(
      symbols.some(({ name }) => name === 'adminer'),
      symbols.map(({ name }) => name).join(', '),
    );
    const found = await eventually('symbols of port 5432', async () => {
      const all = await command<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', '5432');
      return all.some(({ location }) => nameOf(location.uri) === 'compose.yaml') && all;
    });
    ok(found.length > 0, 'nothing was found');
  });

  test('traffic is a call hierarchy', async () => {
    const [api] = await answerAt<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', 'compose.yaml', [
      '3000',
      '"3001:',
    ]);
    ok(api, 'there is no item');
    const calls = await command<vscode.CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', api);
    ok(
      calls.some(({ from }) => from.name === 'web'),
      `who calls: ${calls.map(({ from }) => from.name).join(', ')}`,
    );
  });

  test('implementations are the whole way of a port', async () => {
    const way = await answerAt<vscode.Location[]>('vscode.executeImplementationProvider', 'k8s/web.yaml', [
      'http',
      'targetPort: ',
    ]);
    const places = await Promise.all(way.map(place));
    ok(places.includes('k8s/web.yaml:19 3000'), `places: ${places.join(', ')}`);
  });

  test('links lead to the Dockerfiles', async () => {
    const links = await allIn<vscode.DocumentLink>('vscode.executeLinkProvider', 'compose.yaml', (l) =>
      l.some(({ target }) => target?.path.endsWith('web/Dockerfile') === true),
    );
    ok(links.length >= 3, `links: ${links.map(({ target }) => String(target)).join(', ')}`);
  });
});

/// <reference types="mocha" />
import * as vscode from 'vscode';
import { closeAll, command, equal, eventually, indexed, nameOf, ok, open, rangeOf, type Place, place } from './util';

/** The Markdown of the hover on the first `text` after `after`. */
async function hoverOn(path: string, text: string, after: string): Promise<string> {
  const document = await open(path);
  const { start } = rangeOf(document, text, after);
  return eventually(`a hover on ${text} in ${path}`, async () => {
    const hovers = await command<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, start);
    const contents = hovers.flatMap((hover) => hover.contents).map((c) => (typeof c === 'string' ? c : c.value));
    return contents.find((markdown) => markdown.includes(text)) ?? false;
  });
}

/** Where a provider of locations leads to from the first `text` after `after`, sorted. */
async function placesFrom(provider: string, path: string, text: string, after: string): Promise<Place[]> {
  const document = await open(path);
  const { start } = rangeOf(document, text, after);
  const found = await eventually(`${provider} on ${text} in ${path}`, async () => {
    const locations = await command<(vscode.Location | vscode.LocationLink)[]>(provider, document.uri, start);
    return locations.length > 0 && locations;
  });
  return Promise.all(found.map(place)).then((places) => places.sort());
}

suite('hover', () => {
  suiteSetup(indexed);
  teardown(closeAll);

  test('shows the whole way of a port, a link for each hop, and the broken one', async () => {
    const markdown = await hoverOn('compose.yaml', '80', '${WEB_PORT}:');
    console.log(markdown);
    ok(/\[[^\]]+\]\(\w+:[^)]*compose.yaml#L7/.test(markdown), `no link to line 7 of compose.yaml:\n${markdown}`);
    ok(markdown.includes('✗'), `the broken hop is not marked:\n${markdown}`);
  });

  test('tells where a value comes from', async () => {
    const markdown = await hoverOn('compose.yaml', 'WEB_PORT', 'ports:');
    console.log(markdown);
    ok(/8080.*←.*WEB_PORT.*←.*\.env:3/.test(markdown), `no way of the value:\n${markdown}`);
  });
});

suite('navigation', () => {
  suiteSetup(indexed);
  teardown(closeAll);
  const definition = 'vscode.executeDefinitionProvider';

  test('from the name of a targetPort to the container port', async () => {
    equal(await placesFrom(definition, 'k8s/web.yaml', 'http', 'targetPort: '), ['k8s/web.yaml:19 3000'], 'places');
  });

  test('from a port inside a URL to the one that the service listens on', async () => {
    const places = await placesFrom(definition, 'compose.yaml', '8000', 'CATALOG_URL: http://catalog:');
    console.log(places.join('\n'));
  });

  test('all references of a port, in every file', async () => {
    const places = await placesFrom('vscode.executeReferenceProvider', 'api/Dockerfile', '3000', 'EXPOSE ');
    console.log(places.join('\n'));
  });

  test('highlights the occurrences in the document', async () => {
    const document = await open('k8s/web.yaml');
    const { start } = rangeOf(document, 'http', 'name: ');
    const found = await eventually('highlights', async () => {
      const all = await command<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', document.uri, start);
      return all.length > 1 && all;
    });
    console.log(found.map(({ range }) => `${nameOf(document.uri)}:${range.start.line + 1}`).join('\n'));
  });
});

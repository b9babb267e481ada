/// <reference types="mocha" />
import type * as vscode from 'vscode';
import { closeAll, command, equal, eventually, indexed, ok, open, rangeOf, type Place, place } from './util';

/** The Markdown of the hover on the first `text` after `after`. */
async function hoverOn(path: string, text: string, after: string): Promise<string> {
  const document = await open(path);
  const { start } = rangeOf(document, text, after);
  return eventually(`a hover on ${text} in ${path}`, async () => {
    const hovers = await command<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, start);
    const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
    return contents.map(({ value }) => value).find((markdown) => markdown.includes(text));
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

  test('shows the whole way of a port, one hop a line, each a link', async () => {
    const markdown = await hoverOn('compose.yaml', '3000', '"3001:');
    for (const hop of ['compose.yaml:15', 'api/Dockerfile:5', 'compose.yaml:21', 'compose.yaml:9']) {
      ok(linkOn(hop).test(unescaped(markdown)), `no link to ${hop}:\n${markdown}`);
    }
    const hops = markdown.split('\n').filter((line) => line.startsWith('- '));
    ok(hops.length >= 4, `there should be four hops:\n${markdown}`);
    ok(!markdown.includes('✗'), `nothing is broken here:\n${markdown}`);
  });

  test('marks the hop that is broken', async () => {
    const markdown = await hoverOn('compose.yaml', '80', '${WEB_PORT}:');
    ok(/^- container .*compose.*✗/m.test(unescaped(markdown)), `the broken hop is not marked:\n${markdown}`);
    ok(unescaped(markdown).includes('container-port-mismatch'), `the rule is not named:\n${markdown}`);
  });

  test('tells where a value comes from', async () => {
    const markdown = unescaped(await hoverOn('compose.yaml', 'WEB_PORT', 'ports:'));
    ok(/8080.*←.*WEB_PORT.*←.*\.env:3/.test(markdown), `no way of the value:\n${markdown}`);
    ok(linkOn('.env:3').test(markdown), `no link to .env:\n${markdown}`);
  });
});

/** Markdown without its backslashes. */
const unescaped = (markdown: string): string => markdown.replaceAll('\\', '');

/** A link with the text `file:line` that leads to that line. In a virtual workspace a command opens it. */
function linkOn(hop: string): RegExp {
  const [file = '', line = ''] = hop.split(':');
  const escape = (text: string): string => text.replaceAll('.', '\\.');
  const name = escape(file.slice(file.lastIndexOf('/') + 1));
  return new RegExp(`\\[${escape(hop)}\\]\\((file:|command:vscode\\.open\\?)[^)]*${name}(#|%23)L${line}\\b`);
}

suite('navigation', () => {
  suiteSetup(indexed);
  teardown(closeAll);
  const definition = 'vscode.executeDefinitionProvider';

  test('from the name of a targetPort to the container port', async () => {
    equal(await placesFrom(definition, 'k8s/web.yaml', 'http', 'targetPort: '), ['k8s/web.yaml:19 3000'], 'places');
  });

  test('from a port inside a URL to the one that the service listens on', async () => {
    const places = await placesFrom(definition, 'compose.yaml', '8000', 'CATALOG_URL: http://catalog:');
    ok(places.includes('compose.yaml:29 8000'), `places: ${places.join(', ')}`);
  });

  test('all references of a port, in every file', async () => {
    const places = await placesFrom('vscode.executeReferenceProvider', 'api/Dockerfile', '3000', 'EXPOSE ');
    for (const expected of [
      'api/Dockerfile:5 3000',
      'compose.yaml:21 3000',
      'compose.yaml:9 ${API_PORT}',
      '.env:2 3000',
    ]) {
      ok(places.includes(expected), `${expected} is not among ${places.join(', ')}`);
    }
  });

  test('highlights the occurrences in the document', async () => {
    const document = await open('k8s/web.yaml');
    const { start } = rangeOf(document, 'http', 'name: ');
    const found = await eventually('highlights', async () => {
      const all = await command<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', document.uri, start);
      return all.length > 1 && all;
    });
    const lines = found.map(({ range }) => range.start.line + 1).sort((a, b) => a - b);
    equal(
      [...new Set(lines)].filter((line) => [18, 36].includes(line)),
      [18, 36],
      'lines',
    );
  });
});

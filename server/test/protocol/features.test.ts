// Hover, definition, references and highlight through a connection: what they say is tested where they are made, here it is
// what arrives at an editor.
import type { Hover, Location, LocationLink, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { overProfiles, places, textIn, until } from './client';
import { ours, pushing } from './profiles';
import type { Client } from './client';
import { cursor, shop } from './shop';
import type { ShopFile } from './shop';

const ask = <T>(client: Client, method: string, name: ShopFile, text: string, into = 0, more: object = {}) =>
  client.connection.sendRequest<T>(`textDocument/${method}`, {
    textDocument: { uri: client.uri(name) },
    position: cursor(name, text, into),
    ...more,
  });

const textOf = (hover: Hover | null) =>
  hover && 'value' in (hover.contents as object) ? (hover.contents as { value: string }).value : '';

/** Where links or plain locations lead. */
const targets = (found: readonly (LocationLink | Location)[]): Location[] =>
  found.map((l) => ('targetUri' in l ? { uri: l.targetUri, range: l.targetSelectionRange } : l));

/** Markdown without its escapes, and links as their targets below the workspace. */
const plain = (client: Client, markdown: string) =>
  markdown
    .replaceAll(`${client.uri('')}/`, '')
    .replace(/\\([^\w\s])/g, '$1')
    .split('\n')
    .filter((l) => l !== '');

overProfiles((start, _, { capabilities: { textDocument }, name: profile }) => {
  const markdown = textDocument?.hover?.contentFormat?.includes('markdown') === true;
  const bold = (text: string) => (markdown ? `**${text}**` : text);
  /** What a hover links to, where it can. */
  const to = (text: string, target: string) => (markdown ? `[${text}](${target})` : text);

  test('a workspace without mistakes has no findings', async () => {
    const client = await start(shop);
    expect(client.problems()).toEqual({});
    expect(await client.check()).toEqual({ files: 4, findings: 0 });
  });

  describe('hover', () => {
    test('tells the whole way with links, where the value comes from, protocol and reach', async () => {
      const client = await start(shop);
      const hover = await ask<Hover>(client, 'hover', 'compose.yaml', '8080:${API_PORT}', 7);
      expect(hover.contents).toMatchObject({ kind: markdown ? 'markdown' : 'plaintext' });
      expect(textIn(shop['compose.yaml'], hover.range!)).toBe('${API_PORT}');
      const lines = plain(client, textOf(hover));
      expect(lines[0]?.startsWith(bold('3000/tcp'))).toBe(true);
      const value = markdown ? '`3000` ← `${API_PORT}`' : '3000 ← ${API_PORT}';
      expect(lines).toContain(`Value: ${value} ← ${to('.env:2', '.env#L2,10')}`);
      const hop = (word: string) => lines.findIndex((l) => l.startsWith(`- ${word}`));
      const words = ['listens 3000', 'image 3000', 'container 3000', 'host 8080', 'used by'];
      const hops = words.map((w) => hop(w.replace(/\d+/, (port) => bold(port))));
      expect(hops).toEqual([...hops].sort((a, b) => a - b));
      expect(hops).not.toContain(-1);
      expect(lines[hop('image')]).toContain(to('api/Dockerfile:3', 'api/Dockerfile#L3,8'));
      expect(lines[hop('container')]).toContain(to('compose.yaml:7', 'compose.yaml#L7,15'));
      expect(lines[hop('used by')]).toContain(to('compose.yaml:11', 'compose.yaml#L11,27'));
      expect(lines.at(-1)).toBe(`${bold('Reach:')} every interface of the host`);
    });
    test('marks the broken hop', async () => {
      const client = await start({
        ...shop,
        'k8s/api.yaml': shop['k8s/api.yaml'].replace('port: http }', 'port: web }'),
      });
      expect(client.problems()).toEqual({ 'k8s/api.yaml': ['16:39 probe-port-name-unresolved'] });
      const hover = await ask<Hover>(client, 'hover', 'k8s/api.yaml', 'port: http', 6);
      expect(textOf(hover)).toMatch(/✗.*probe\\?-port\\?-name\\?-unresolved/);
    });
    test('is nothing where no port is, nor in files that hold none', async () => {
      const client = await start({ ...shop, 'README.md': '3000' });
      expect(await ask(client, 'hover', 'compose.yaml', 'services')).toBeNull();
      const elsewhere = { textDocument: { uri: client.uri('README.md') }, position: { line: 0, character: 1 } };
      expect(await client.connection.sendRequest('textDocument/hover', elsewhere)).toBeNull();
      const beyond = { textDocument: { uri: client.uri('.env') }, position: { line: 900, character: 9 } };
      expect(await client.connection.sendRequest('textDocument/hover', beyond)).toBeNull();
    });
    test('follows the document, and escapes what files say', async () => {
      const client = await start(shop);
      client.open('.env');
      client.change('.env', '# <script>\nAPI_PORT=3001\n');
      expect(textOf(await ask<Hover>(client, 'hover', 'compose.yaml', '${API_PORT}', 3))).toMatch(
        markdown ? /^\*\*3001\/tcp/ : /^3001\/tcp/,
      );
      const evil = shop['compose.yaml'].replace('api:\n', '"<img src=x>`](http://x)":\n');
      client.open('compose.yaml', evil);
      const text = textOf(await ask<Hover>(client, 'hover', 'compose.yaml', 'PORT: ${API_PORT}', 8));
      expect(text).toContain('img src');
      if (markdown) expect(text.replace(/`[^`\n]*`/g, '')).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(http:/);
    });
  });

  describe('definition', () => {
    test('goes from each reference to the declaration that the platform resolves it to', async () => {
      const client = await start(shop);
      const to = async (name: ShopFile, text: string, into: number) => {
        return places(client, targets(await ask<(LocationLink | Location)[]>(client, 'definition', name, text, into)));
      };
      // A host name in a URL, on the layer of the service.
      expect(await to('k8s/api.yaml', 'http://api/v1', 8)).toEqual(['k8s/api.yaml:24:13']);
      // From the service to the container by the port's name; from the probe too.
      expect(await to('k8s/api.yaml', 'targetPort: http', 13)).toEqual(['k8s/api.yaml:14:30']);
      expect(await to('k8s/api.yaml', 'port: http }', 6)).toEqual(['k8s/api.yaml:14:30']);
      expect(await to('k8s/api.yaml', 'port: 80', 6)).toEqual(['k8s/api.yaml:14:30']);
      // A URL between compose services means the container's port; what is published leads to it.
      expect(await to('compose.yaml', 'http://api:${API_PORT}', 14)).toEqual(['compose.yaml:7:15']);
      expect(await to('compose.yaml', '8080:', 1)).toEqual(['compose.yaml:7:15']);
      // A variable leads to its value.
      expect(await to('compose.yaml', 'PORT: ${API_PORT}', 9)).toEqual(['.env:2:10']);
    });
    test('falls through to the layer inward where one declares nothing', async () => {
      const headless = shop['k8s/api.yaml']
        .replace(/ {10}ports:\n.*\n.*\n/, '')
        .replaceAll(/(port|targetPort): http/gi, '$1: 3000');
      const compose = shop['compose.yaml']
        .replace('    ports:\n      - "8080:${API_PORT}"\n', '')
        .replace('      PORT: ${API_PORT}\n', '      X: y\n');
      const client = await start({ ...shop, 'k8s/api.yaml': headless, 'compose.yaml': compose });
      const at = compose.split('\n').findIndex((l) => l.includes('API_URL'));
      const params = { textDocument: { uri: client.uri('compose.yaml') }, position: { line: at, character: 30 } };
      const links = await client.connection.sendRequest<(LocationLink | Location)[]>('textDocument/definition', params);
      expect(targets(links)[0]?.uri).toBe(client.uri('api/Dockerfile'));
    });
    test.skipIf(profile !== ours.name)(
      'says from which characters, or gives plain locations to a client that takes no links',
      async () => {
        const client = await start(shop);
        const [link] = await ask<LocationLink[]>(client, 'definition', 'k8s/api.yaml', 'targetPort: http', 13);
        expect(textIn(shop['k8s/api.yaml'], link!.originSelectionRange!)).toBe('http');
        const { textDocument: _, ...capabilities } = pushing;
        const other = await start(shop, { capabilities });
        const locations = await ask<Location[]>(other, 'definition', 'k8s/api.yaml', 'targetPort: http', 13);
        expect(places(other, locations)).toEqual(['k8s/api.yaml:14:30']);
      },
    );
  });

  test('hints, lenses, symbols, links, completion, implementations and traffic arrive', async () => {
    const client = await start(shop);
    const textDocument = { uri: client.uri('compose.yaml') };
    const send = <T>(method: string, params: object) => client.connection.sendRequest<T>(method, params);
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = await send<{ label: string }[]>('textDocument/inlayHint', { textDocument, range });
    expect(hints.map((h) => h.label)).toContain('3000');
    const lenses = await send<{ command: { title: string } }[]>('textDocument/codeLens', { textDocument });
    expect(lenses.map((l) => l.command.title)).toContain('port 3000 · 1 client · public on 8080');
    const symbols = await send<{ name: string }[]>('textDocument/documentSymbol', { textDocument });
    // Of those here, only a minimal client knows no symbols in symbols.
    const nested = markdown;
    expect(symbols.map((s) => s.name)).toEqual(nested ? ['api', 'web'] : ['api', '3000', 'web', '80']);
    expect(symbols.every((s) => 'location' in s)).toBe(!nested);
    const found = await send<unknown[]>('workspace/symbol', { query: '3000' });
    expect(found.length).toBeGreaterThan(3);
    const links = await send<{ target: string }[]>('textDocument/documentLink', { textDocument });
    expect(links.map((l) => l.target)).toEqual([client.uri('api/Dockerfile')]);
    const items = await ask<{ label: string }[]>(client, 'completion', 'compose.yaml', 'http://api:', 11);
    expect(items.map((i) => i.label)).toContain('3000');
    const whole = await ask<Location[]>(client, 'implementation', 'k8s/api.yaml', 'port: 80', 6);
    expect(places(client, whole)).toContain('k8s/api.yaml:14:30');
    const [api] = await ask<object[]>(client, 'prepareCallHierarchy', 'compose.yaml', 'http://api:', 13);
    const calls = await send<{ from: { name: string } }[]>('callHierarchy/incomingCalls', { item: api });
    expect(calls.map((c) => c.from.name)).toEqual(['web']);
  });

  test('each of them is silent as soon as it is switched off, and speaks when it is on again', async () => {
    let settings: object = {};
    const client = await start(shop, { configuration: () => settings });
    const textDocument = { uri: client.uri('compose.yaml') };
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const send = async (method: string, params: object) =>
      (await client.connection.sendRequest<unknown[] | null>(method, params))?.length ?? 0;
    const asked: Readonly<Record<string, () => Promise<number>>> = {
      inlayHints: () => send('textDocument/inlayHint', { textDocument, range }),
      codeLens: () => send('textDocument/codeLens', { textDocument }),
      completion: async () => (await ask<unknown[]>(client, 'completion', 'compose.yaml', 'http://api:', 11)).length,
      documentLinks: () => send('textDocument/documentLink', { textDocument }),
      symbols: async () =>
        (await send('textDocument/documentSymbol', { textDocument })) +
        (await send('workspace/symbol', { query: 'web' })),
      callHierarchy: async () =>
        (await ask<unknown[] | null>(client, 'prepareCallHierarchy', 'compose.yaml', 'http://api:', 13))?.length ?? 0,
      implementations: async () =>
        (await ask<unknown[]>(client, 'implementation', 'k8s/api.yaml', 'port: 80', 6)).length,
    };
    const set = async (section: object) => {
      settings = section;
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { portolan: section } });
      await client.check();
    };
    for (const [name, count] of Object.entries(asked)) {
      expect(await count(), name).toBeGreaterThan(0);
      await set(['inlayHints', 'codeLens'].includes(name) ? { [name]: false } : { features: { [name]: false } });
      expect(await count(), name).toBe(0);
      await set({});
      expect(await count(), name).toBeGreaterThan(0);
    }
  });

  describe('rename', () => {
    const target = 'PORT: ${API_PORT}';
    test('says what is renamed, and changes it in every file with the versions of those that are open', async () => {
      const client = await start(shop);
      client.open('.env');
      const prepared = await ask<{ placeholder: string }>(client, 'prepareRename', 'compose.yaml', target, 8);
      expect(prepared.placeholder).toBe('3000');
      const edit = await ask<WorkspaceEdit>(client, 'rename', 'compose.yaml', target, 8, { newName: '3100' });
      const files = new Map(
        Object.entries(edit.changes ?? {}).concat(
          (edit.documentChanges ?? []).flatMap((c) =>
            'edits' in c ? [[c.textDocument.uri, c.edits as TextEdit[]]] : [],
          ),
        ),
      );
      expect([...files.keys()].map((u) => u.slice(client.uri('').length + 1)).sort()).toEqual([
        '.env',
        'api/Dockerfile',
      ]);
      expect([...files.values()].flat().map((e) => e.newText)).toEqual(['3100', '3100', '3100']);
      // What is to be confirmed comes unticked in VS Code: half a rename.
      const confirmed = Object.values(edit.changeAnnotations ?? {}).map((a) => a.needsConfirmation);
      expect(confirmed).toEqual(edit.documentChanges && edit.changeAnnotations ? [false, false] : []);
    });
    test('is refused in a sentence, and is nothing where no port is', async () => {
      const client = await start(shop);
      const refused = ask(client, 'rename', 'compose.yaml', target, 8, { newName: '0' });
      await expect(refused).rejects.toThrow('A port is a number from 1 to 65535.');
      expect(await ask(client, 'prepareRename', 'compose.yaml', 'services')).toBeNull();
    });
  });

  test('references and highlights are the same occurrences', async () => {
    const client = await start(shop);
    const references = async (includeDeclaration: boolean) =>
      places(
        client,
        await ask<Location[]>(client, 'references', 'compose.yaml', '8080:', 1, { context: { includeDeclaration } }),
      );
    const all = [
      '.env:2:10',
      'api/Dockerfile:2:10',
      'api/Dockerfile:3:8',
      'compose.yaml:11:27',
      'compose.yaml:5:13',
      'compose.yaml:7:10',
      'compose.yaml:7:15',
    ];
    const found = await references(true);
    expect(all).toEqual(expect.arrayContaining(found.filter((p) => !p.startsWith('api/Dockerfile:2'))));
    for (const place of [
      '.env:2:10',
      'api/Dockerfile:3:8',
      'compose.yaml:11:27',
      'compose.yaml:7:10',
      'compose.yaml:7:15',
    ])
      expect(found).toContain(place);
    expect(await references(false)).toContain('compose.yaml:11:27');
    expect(await references(false)).not.toContain('compose.yaml:7:15');
    const highlights = await ask<{ range: Location['range']; kind: number }[]>(
      client,
      'documentHighlight',
      'compose.yaml',
      '8080:',
      1,
    );
    const uri = client.uri('compose.yaml');
    expect(
      places(
        client,
        highlights.map(({ range }) => ({ uri, range })),
      ),
    ).toEqual(found.filter((p) => p.startsWith('compose')));
    expect(new Set(highlights.map((h) => h.kind))).toEqual(new Set([2, 3]));
  });

  test('a request that is cancelled is answered as such, and later ones are right', async () => {
    const client = await start(shop);
    client.open('.env');
    client.change('.env', 'API_PORT=1\n');
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: client.uri('compose.yaml') }, position: cursor('compose.yaml', '8080:', 1) };
    const requests = ['hover', 'definition', 'references', 'documentHighlight'].map((m) =>
      client.connection.sendRequest<unknown>(
        `textDocument/${m}`,
        { ...params, context: { includeDeclaration: true } },
        source.token,
      ),
    );
    source.cancel();
    for (const { status, reason } of (await Promise.allSettled(requests)) as {
      status: string;
      reason?: { code: number };
    }[]) {
      // What was answered before the cancellation arrived is answered.
      if (status === 'rejected') expect(reason?.code).toBe(-32800);
    }
    expect(textOf(await ask<Hover>(client, 'hover', 'compose.yaml', '${API_PORT}', 3))).toMatch(
      markdown ? /^\*\*1\/tcp/ : /^1\/tcp/,
    );
  });

  describe.skipIf(profile !== ours.name)('status', () => {
    test('is told to clients that know it, at most some times a second, and ends as ready', async () => {
      const client = await start(shop);
      await until(() => client.statuses.at(-1)?.state === 'ready');
      expect(client.statuses.at(-1)).toMatchObject({ state: 'ready', files: 4, findings: 0 });
      const before = client.statuses.length;
      client.open('.env');
      for (let i = 0; i < 60; i++) client.change('.env', `API_PORT=${i % 2 ? 'x' : 3000}\n`);
      client.change('.env', 'API_PORT=1\n');
      const { files, findings } = await client.check();
      await until(() => {
        const last = client.statuses.at(-1);
        return last?.state === 'ready' && last.files === files && last.findings === findings;
      });
      expect(findings).toBe(Object.values(client.problems()).flat().length);
      expect(client.statuses.length - before).toBeLessThan(60);
    });
    test('is told again when the index is another one with the same numbers', async () => {
      const client = await start(shop);
      client.open('.env');
      await client.settled();
      await until(() => client.statuses.at(-1)?.state === 'ready');
      const before = client.statuses.at(-1);
      client.change('.env', 'API_PORT=3000\n# no more than a comment\n');
      await until(() => client.statuses.at(-1)?.revision !== before?.revision);
      expect(client.statuses.at(-1)).toEqual({ ...before, revision: expect.any(Number) });
    });
    test('is not told to a client that sent no options of ours, or only some', async () => {
      for (const initializationOptions of [null, { pushDiagnostics: true, settings: {} }]) {
        const client = await start(shop, { initializationOptions, capabilities: {} });
        await client.settled();
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(client.statuses).toEqual([]);
      }
    });
  });
});

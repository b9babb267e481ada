// Half-typed text: every prefix of a file is a text that an editor shows. None may make the server fail, and none may make
// it cry out: what is only begun is not wrong yet.
import { expect, test } from 'vitest';
import { overTransports } from './client';
import { stdio } from './transports';
import { shop } from './shop';
import type { ShopFile } from './shop';

const typed: Readonly<Record<ShopFile, string>> = {
  '.env': 'dotenv',
  'api/Dockerfile': 'dockerfile',
  'compose.yaml': 'dockercompose',
  'k8s/api.yaml': 'yaml',
};

overTransports((start, transport) => {
  for (const [name, language] of Object.entries(typed) as [ShopFile, string][]) {
    test(`${name} as it is typed`, { timeout: 240_000 }, async () => {
      const client = await start(shop);
      const text: string = shop[name];
      client.open(name, '', language);
      let most = 0;
      // Each keystroke is an event of its own; a worker in a browser is asked after every third.
      const pace = transport.ownFiles ? 1 : 3;
      let line = 0;
      let character = 0;
      for (const [i, c] of [...text].entries()) {
        const at = { line, character };
        client.edit(name, { start: at, end: at }, c);
        if (c === '\n') [line, character] = [line + 1, 0];
        else character += c.length;
        if (i % pace !== 0) continue;
        const hover = { textDocument: { uri: client.uri(name) }, position: { line, character } };
        await client.connection.sendRequest('textDocument/hover', hover);
        const findings = Object.values(client.problems()).flat();
        most = Math.max(most, findings.length);
      }
      await client.settled();
      expect(client.problems()).toEqual({});
      // A workspace without mistakes has few while a piece of it is missing.
      expect(most).toBeLessThanOrEqual(6);
      // One edit, at most one notification for each file that it changes.
      expect(client.pushes()).toBeLessThan(text.length);
    });
  }

  test('text that is taken away from the front, and lines in any order', { timeout: 240_000 }, async () => {
    const client = await start(shop);
    for (const name of Object.keys(typed) as ShopFile[]) {
      const text: string = shop[name];
      const lines = text.split('\n');
      client.open(name, text, typed[name]);
      for (let n = 0; n < lines.length; n++) {
        client.change(name, lines.slice(n).join('\n'));
        client.change(name, [...lines.slice(n), ...lines.slice(0, n)].join('\n'));
        client.change(name, lines.toReversed().slice(n).join('\r\n'));
        const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
        await client.connection.sendRequest('textDocument/codeAction', {
          textDocument: { uri: client.uri(name) },
          range,
          context: { diagnostics: [], only: ['source.fixAll', 'quickfix'] },
        });
      }
      client.close(name);
      await client.settled();
      expect(client.problems()).toEqual({});
    }
  });
}, stdio.name);

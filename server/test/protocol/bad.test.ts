// Texts that were made to hurt, opened in an editor: the server answers on, and other files keep their findings.
import { expect, test } from 'vitest';
import { overTransports } from './client';
import { stdio } from './transports';

const clash = 'services:\n  a: { image: a, ports: ["81:80"] }\n  b: { image: b, ports: ["81:80"] }\n';

const bombs = Array.from({ length: 60 }, (_, i) => `x-${i}: &n${i} [${(i ? `*n${i - 1},` : 'lol,').repeat(9)}]`);

const texts: Readonly<Record<string, string>> = {
  'an alias bomb': `${bombs.join('\n')}\nservices: { a: { image: a, ports: *n59, environment: *n59 } }\n`,
  'nested brackets': `services: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
  'nested maps': `services: ${'{a: '.repeat(20_000)}`,
  'nested blocks': Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  'nested variables': `services: { a: { image: "${'${A:-'.repeat(50_000)}" } }\n`,
  'many keys': `x-many:\n${Array.from({ length: 50_000 }, (_, i) => `  k${i}: v`).join('\n')}\n`,
  'a long line': `# ${'y'.repeat(1_000_000)}\nservices: {}\n`,
  'NUL and other control characters': 'services:\u0000\u0001\u001b[31m\n\u2028\u202e: {}\n',
  'half a character': 'services: { "\ud83d": { image: "\udc00" } }\n',
  'nothing but line breaks': '\r\n\r\r\n\n\r'.repeat(20_000),
};

overTransports((start) => {
  test('hurt nobody', { timeout: 240_000 }, async () => {
    const client = await start({
      'compose.yaml': clash,
      'x/compose.yaml': '',
      'x/Dockerfile': '',
      'x/pod.yaml': '',
      'x/.env': '',
    });
    const found = { 'compose.yaml': ['3:27 host-port-collision'] };
    expect(client.problems()).toEqual(found);
    for (const [what, text] of Object.entries(texts)) {
      for (const name of ['x/compose.yaml', 'x/Dockerfile', 'x/pod.yaml', 'x/.env']) {
        client.open(name, text);
        const { 'compose.yaml': others } = client.problems();
        expect([what, name, others]).toEqual([what, name, found['compose.yaml']]);
        await client.settled();
        for (const position of [
          { line: 0, character: 12 },
          { line: 2, character: 30 },
        ]) {
          const params = { textDocument: { uri: client.uri(name) }, position, context: { includeDeclaration: true } };
          for (const method of ['hover', 'definition', 'references']) {
            await client.connection.sendRequest(`textDocument/${method}`, params);
          }
        }
        client.close(name);
        await client.settled();
      }
    }
    expect(client.problems()).toEqual(found);
    // Faults of ours that were caught are told in the output.
    expect(client.output.filter((l) => l.startsWith('Note'))).toEqual([]);
  });
}, stdio.name);

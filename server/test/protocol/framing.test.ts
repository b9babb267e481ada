// Frames of the base protocol, byte by byte: what is cut, glued, spelled oddly or broken.
import { describe, expect, test } from 'vitest';
import { framed, notification, overWires, request } from './raw';
import type { Raw } from './raw';

const hover = (raw: Raw, id: number) =>
  request(id, 'textDocument/hover', {
    textDocument: { uri: raw.uri('compose.yaml') },
    position: { line: 0, character: 0 },
  });

overWires(
  (start) => {
    const begun = async () => {
      const raw = await start({ 'compose.yaml': 'services: {}\n' });
      await raw.begin();
      return raw;
    };

    describe('read as they should be', () => {
      test('packets that are cut anywhere, and many messages in one', async () => {
        const raw = await begun();
        const text = Buffer.from(`${framed(hover(raw, 1))}${framed(notification('$/ünknown', { 'ü😀': 1 }))}`);
        for (const byte of text) raw.bytes(Buffer.from([byte]));
        raw.bytes([2, 3, 4, 5].map((id) => framed(hover(raw, id))).join(''));
        const last = framed(hover(raw, 6));
        raw.bytes(`${framed(hover(raw, 7))}${last.slice(0, 9)}`);
        await raw.heard('an answer', (m) => m.id === 7);
        raw.bytes(last.slice(9));
        await raw.heard('the answer to the cut message', (m) => m.id === 6);
        for (let id = 1; id <= 7; id++) expect(raw.answers(id)).toHaveLength(1);
      });
      test('headers in any case, in any order, with others, with charsets, and with line feeds alone', async () => {
        const raw = await begun();
        const body = (id: number) => JSON.stringify(hover(raw, id));
        const { length } = body(1);
        const headers = [
          `content-length: ${length}\r\n\r\n`,
          `CONTENT-LENGTH:${length}\r\n\r\n`,
          `Content-Length:   ${length}  \r\nX-Other: yes: no\r\n\r\n`,
          `Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: ${length}\r\n\r\n`,
          `Content-Type: application/vscode-jsonrpc; charset=UTF8\r\nContent-Length: ${length}\r\n\r\n`,
          `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
          `Debugger attached.\nContent-Length: ${length}\n\n`,
        ];
        for (const [i, header] of headers.entries()) raw.bytes(`${header}${body(i + 1)}`);
        for (let id = 1; id <= headers.length; id++) await raw.heard(`answer ${id}`, (m) => m.id === id);
        expect(raw.answers(null)).toEqual([]);
      });
    });

    test('what cannot be read is told once with the id null, and the next message is read', async () => {
      const raw = await begun();
      const whole = (id: number) => JSON.stringify(hover(raw, id));
      const broken: Readonly<Record<string, (id: number) => string>> = {
        'no JSON': () => framed('{"jsonrpc":"2.0","id":1,"method":'),
        'an empty body': () => framed(''),
        NaN: () => framed('{"id":1,"method":"x","params":{"line":NaN}}'),
        'a comment': () => framed('// {}'),
        'a byte order mark': (id) => framed(`\ufeff${whole(id)}`),
        'no length': (id) => `Content-Type: application/json\r\n\r\n${whole(id)}`,
        'no header at all': (id) => `\r\n\r\n${whole(id)}`,
        'a length that is no number': (id) => `Content-Length: many\r\n\r\n${whole(id)}`,
        'a length below 0': (id) => `Content-Length: -5\r\n\r\n${whole(id)}`,
        'a length with a fraction': (id) => `Content-Length: 1.5\r\n\r\n${whole(id)}`,
        'a length beyond all bounds': (id) => `Content-Length: 99999999999999999999\r\n\r\n${whole(id)}`,
        'another charset': (id) =>
          `Content-Type: application/json; charset=utf-16le\r\nContent-Length: ${whole(id).length}\r\n\r\n${whole(id)}`,
      };
      let id = 100;
      for (const [what, make] of Object.entries(broken)) {
        const before = raw.answers(null).length;
        const bad = ++id;
        raw.bytes(make(bad));
        const next = ++id;
        raw.bytes(framed(hover(raw, next)));
        await raw.heard(`the answer after ${what}`, (m) => m.id === next);
        const told = raw.answers(null).slice(before);
        expect([what, told.map((m) => m.error?.code)]).toEqual([what, [-32700]]);
        expect(raw.answers(bad)).toEqual([]);
      }
    });

    test('a length that is wrong costs the messages that it covers, and no more', async () => {
      const raw = await begun();
      const body = (id: number) => JSON.stringify(hover(raw, id));
      for (const [i, off] of [-7, 7, 40].entries()) {
        const id = 10 * (i + 1);
        raw.bytes(`Content-Length: ${body(id).length + off}\r\n\r\n${body(id)}`);
        for (const next of [id + 1, id + 2, id + 3]) raw.bytes(framed(hover(raw, next)));
        await raw.heard(`an answer after a length that is ${off} off`, (m) => m.id === id + 3);
        expect(raw.answers(null).length).toBeGreaterThan(i);
      }
    });

    test('noise is survived', async () => {
      const raw = await begun();
      raw.bytes(Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256)));
      raw.bytes('\r\n\r\n');
      raw.bytes(framed(hover(raw, 1)));
      await raw.heard('the answer after noise', (m) => m.id === 1);
      expect(raw.answers(null).length).toBeGreaterThan(0);
    });
  },
  ({ name }) => name.includes('stdio'),
);

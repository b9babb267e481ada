import type { Readable, Writable } from 'node:stream';
import type { Transport } from '../lsp/server';
import { frameReader } from './frames';

/** Messages over two streams, as LSP's base protocol frames them. A stream that fails has come to its end. */
export function streamTransport(input: Readable, output: Writable): Transport {
  return {
    listen({ message, malformed, closed }) {
      const read = frameReader((bytes) => {
        let value: unknown;
        try {
          value = JSON.parse(bytes.toString('utf8'));
        } catch (error) {
          malformed(`The message is no JSON: ${error instanceof Error ? error.message : String(error)}`);
          return;
        }
        message(value);
      }, malformed);
      input.on('data', read);
      for (const end of ['end', 'close', 'error']) input.on(end, closed);
      for (const end of ['close', 'error']) output.on(end, closed);
    },
    send(message) {
      const text = JSON.stringify(message);
      return new Promise((resolve) => {
        output.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`, () => resolve());
      });
    },
  };
}

/** Messages over the channel to the process that forked this one. */
export function channelTransport(): Transport {
  return {
    listen({ message, closed }) {
      process.on('message', message);
      process.on('disconnect', closed);
    },
    send: (message) =>
      new Promise((resolve) => {
        if (!process.connected) resolve();
        else process.send?.(message, undefined, undefined, () => resolve());
      }),
  };
}

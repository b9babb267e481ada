// The server in the process of the tests: what it says depends on the client, not on the way there, and this way costs nothing.
import type { Message, MessageReader, MessageWriter } from 'vscode-languageserver/node';
import { createProtocolConnection, Event } from 'vscode-languageserver/node';
import { parts } from '../../src/index';
import { serve } from '../../src/lsp/server';
import type { Transport as Way } from '../../src/lsp/server';
import { nodeFileSystem } from '../../src/node/fileSystem';
import { preparser } from '../../src/node/preparse';
import { watchedFileSystem } from '../../src/node/watch';
import type { Transport } from './transports';

/** Serves without a process. */
export const inProcess: Transport = {
  name: 'in this process',
  ownFiles: true,
  start() {
    let toServer: ((value: unknown) => void) | undefined;
    let toClient: ((message: Message) => void) | undefined;
    let exited: (code: number) => void = () => undefined;
    const ended = new Promise<number>((resolve) => (exited = resolve));
    let noticed = 0;
    const copy = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;
    const way: Way = {
      listen: ({ message }) => (toServer = message),
      send(message) {
        const sent = copy(message);
        setImmediate(() => toClient?.(sent));
        return Promise.resolve();
      },
    };
    serve(way, {
      fs: nodeFileSystem,
      watchedFs: (changed) =>
        watchedFileSystem(nodeFileSystem, (uris) => {
          noticed++;
          changed(uris);
        }),
      preparse: preparser(parts.stacks, 0, ''),
      now: () => performance.now(),
      yield: () => new Promise((resolve) => setImmediate(resolve)),
      version: '0',
      platform: 'a test',
      protocol: createProtocolConnection,
      exit: exited,
    });
    const idle = { onError: Event.None, onClose: Event.None, dispose: () => undefined };
    const reader: MessageReader = {
      ...idle,
      onPartialMessage: Event.None,
      listen(callback) {
        toClient = callback;
        return idle;
      },
    };
    const writer: MessageWriter = {
      ...idle,
      write(message) {
        const sent = copy(message);
        setImmediate(() => toServer?.(sent));
        return Promise.resolve();
      },
      end: () => undefined,
    };
    return Promise.resolve({
      reader,
      writer,
      failures: () => [],
      ended,
      stop: () => Promise.resolve(),
      noticed: () => noticed,
    });
  },
};

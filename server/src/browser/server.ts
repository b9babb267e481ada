import { createProtocolConnection } from 'vscode-languageserver/browser';
import { serve } from '../lsp/server';
import type { Transport } from '../lsp/server';
import { VERSION } from '../version';

/** What the worker's global object has for its messages and its end. */
declare const self: {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
};

/** Lets queued messages in: a message channel is not throttled as timers are. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

const transport: Transport = {
  listen({ message }) {
    self.onmessage = ({ data }) => message(data);
  },
  send(message) {
    self.postMessage(message);
    return Promise.resolve();
  },
};

serve(transport, {
  now: () => performance.now(),
  yield: rest,
  version: VERSION,
  platform: 'web worker',
  protocol: createProtocolConnection,
  exit: () => self.close(),
});

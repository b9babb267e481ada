import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from '../lsp/server';
import { VERSION } from '../version';

declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

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

serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), {
  now: () => performance.now(),
  yield: rest,
  version: VERSION,
  platform: 'web worker',
});

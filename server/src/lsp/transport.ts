import type { Message } from 'vscode-languageserver';

/** Whoever hears what comes over a {@link Transport}. */
interface Ear {
  /** A message as it came: any value that JSON can hold. */
  readonly message: (value: unknown) => void;
  /** Something came that is no message; why, as a sentence. Later messages are heard all the same. */
  readonly malformed: (why: string) => void;
  /** Nothing will come any more. */
  readonly closed: () => void;
}

/** A way to a client: standard input and output, a channel between processes, a web worker's messages. */
export interface Transport {
  /** Starts to hear; called once. */
  readonly listen: (ear: Ear) => void;
  /** Sends a message behind all that were sent before. Resolves when it has left, or cannot leave any more; never rejects. */
  readonly send: (message: Message) => Promise<void>;
}

/** A line that says how far a long run is. */
export interface ProgressLine {
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

/** Short runs show nothing: a line that flashes is noise. */
const QUIET_MS = 700;
const PAUSE_MS = 100;

/** Progress in one line of a terminal, cleared at the end; nothing where the stream is none. */
export function progressLine(
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  now: () => number,
): ProgressLine | undefined {
  if (stream.isTTY !== true) return undefined;
  const start = now();
  let shown: number | undefined;
  return {
    show(text) {
      const time = now();
      if (time - start < QUIET_MS || (shown !== undefined && time - shown < PAUSE_MS)) return;
      shown = time;
      // A line that wraps could not be cleared.
      stream.write(`\r\u001b[K${`${text} …`.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown !== undefined) stream.write('\r\u001b[K');
      shown = undefined;
    },
  };
}

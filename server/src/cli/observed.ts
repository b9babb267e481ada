import fs from 'node:fs';
import type { ObservedDifference } from '../features/observed';
import { observedDifferences } from '../features/observed';
import type { Workspace } from '../index';
import { readObserved } from '../lore/observed';
import { visible } from '../text/escape';
import { decodeBytes } from '../workspace/decode';
import type { CheckOptions } from './options';
import type { Places } from './run';
import { jsonText, lineOf, placeOf } from './reporters/reporter';
import { UsageError } from './run';

/** What a comparison with a capture came to. */
export interface Compared {
  readonly text: string;
  /** Something is open that the files do not declare so. */
  readonly isOpen: boolean;
}

/**
 * Runs `portolan check --observed FILE`: what a capture shows against what is charted. What is closed may only not be started
 * yet, and fails nothing.
 */
export function compareObserved({ snapshot }: Workspace, { root }: Places, options: CheckOptions): Compared {
  if (!['pretty', 'json'].includes(options.format)) throw new UsageError('--observed prints pretty or json.');
  const seen = readObserved(textOf(options.observed ?? ''));
  if (!seen) {
    throw new UsageError(
      `${visible(options.observed ?? '')} is not what \`ss -lntup\`, \`docker ps --format json\` or \`kubectl get svc,pods,endpoints -A -o json\` print.`,
    );
  }
  const found = observedDifferences(snapshot, seen);
  const where = ({ at }: ObservedDifference): { readonly path: string; readonly line: number } | undefined =>
    at && placeOf({ snapshot, root }, at);
  const text =
    options.format === 'json'
      ? jsonText({
          version: 1,
          differences: found.map(({ at, ...d }) => ({ ...d, ...(at ? { at: where({ ...d, at }) } : {}) })),
        })
      : pretty(found, where);
  return { text, isOpen: found.some((d) => d.kind !== 'closed') };
}

function pretty(
  found: readonly ObservedDifference[],
  where: (d: ObservedDifference) => { readonly path: string; readonly line: number } | undefined,
): string {
  if (found.length === 0) return 'What listens is what is charted.\n';
  const lines = found.map((d) => {
    const place = where(d);
    const at = place ? ` (${place.path}:${place.line})` : '';
    return visible(
      lineOf(`${d.kind.padEnd(9)} ${d.port}/${d.protocol}  ${d.owner}: ${d.because.replace(/`/g, '')}${at}`),
    );
  });
  return `${lines.join('\n')}\n`;
}

function textOf(file: string): string {
  try {
    const decoded = decodeBytes(fs.readFileSync(file));
    if (decoded.kind === 'text') return decoded.text;
    throw new UsageError(`${visible(file)} cannot be read: ${decoded.because}.`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${visible(file)} cannot be read: ${visible(error instanceof Error ? error.message : String(error))}.`,
    );
  }
}

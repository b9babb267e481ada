import fs from 'node:fs';
import path from 'node:path';
import { visible } from '../text/escape';
import { UsageError } from './run';

/** Prints to standard output or the file that is asked for; folders on its way are made. */
export function printReport({ outputFile }: { readonly outputFile?: string }, text: string): void {
  if (outputFile === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.mkdirSync(path.dirname(path.resolve(outputFile)), { recursive: true });
    fs.writeFileSync(outputFile, text);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the report cannot be written to ${visible(outputFile)}: ${visible(because)}`);
  }
}

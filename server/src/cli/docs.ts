import fs from 'node:fs';
import path from 'node:path';
import { portsDocument, withPortsDocument } from '../features/portsDocument';
import { visible } from '../text/escape';
import { joinUri } from '../text/uri';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { placesOf } from './places';
import { UsageError, analyse } from './run';

/** Flags of `portolan docs`. */
export interface DocsOptions {
  readonly write?: boolean;
  readonly check?: boolean;
  /** Path below the root. */
  readonly file: string;
}

/**
 * Runs `portolan docs`: prints the document of ports, writes it (`--write`), or says whether the one that is there is up to
 * date (`--check`, exit 1 when it is not or is missing).
 */
export async function docs(given: readonly string[], options: DocsOptions, host: CliHost): Promise<number> {
  if (options.write && options.check) throw new UsageError('--write and --check exclude each other.');
  const { root } = placesOf(given, undefined, host);
  const workspace = await analyse(host, { root, paths: [] }, {});
  const uri = joinUri(root, options.file);
  const before = await textAt(host, uri, root);
  const after = withPortsDocument(before, portsDocument(workspace.snapshot, root));
  const name = visible(options.file);
  if (options.check) {
    if (before === after) return ExitCode.clean;
    const state = before === undefined ? 'is missing' : 'does not say what the workspace has';
    process.stderr.write(`portolan: ${name} ${state}. Run \`portolan docs --write\`.\n`);
    return ExitCode.findings;
  }
  if (!options.write) {
    process.stdout.write(portsDocument(workspace.snapshot, root));
    return ExitCode.clean;
  }
  if (before !== after) {
    const because =
      before === undefined
        ? create(path.resolve(given[0] ?? '.', options.file), after)
        : host.write(uri, before, after);
    if (because !== undefined) throw new UsageError(`${name} cannot be written: ${visible(because)}.`);
  }
  process.stderr.write(`portolan: ${name} ${before === after ? 'is up to date' : 'was written'}.\n`);
  return ExitCode.clean;
}

async function textAt(host: CliHost, uri: string, root: string): Promise<string | undefined> {
  const read = await host.fs.read(uri, [root], 10_000_000);
  if (read.kind === 'absent') return undefined;
  if (read.kind === 'skipped') throw new UsageError(`the document of ports cannot be read: ${read.because}.`);
  return new TextDecoder('utf-8').decode(read.bytes);
}

function create(at: string, text: string): string | undefined {
  try {
    fs.writeFileSync(at, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

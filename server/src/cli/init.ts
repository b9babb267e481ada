import fs from 'node:fs';
import path from 'node:path';
import { CONFIGURATION_FILES } from '../configuration/files';
import { initialConfiguration } from '../features/initialConfiguration';
import { visible } from '../text/escape';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { placesOf } from './places';
import { UsageError, analyse } from './run';

/** Flags of `portolan init`. */
export interface InitOptions {
  readonly force?: boolean;
}

/** Runs `portolan init`: writes a configuration from what the folder has; one that is there is kept without `--force`. */
export async function init(given: string | undefined, options: InitOptions, host: CliHost): Promise<number> {
  const folder = path.resolve(given ?? '.');
  const { root } = placesOf([folder], folder, host);
  const there = CONFIGURATION_FILES.find((name) => hasConfiguration(path.join(folder, name)));
  if (there !== undefined && !options.force) {
    throw new UsageError(`there is a configuration already: ${there}. It is written anew with --force.`);
  }
  const [name = ''] = CONFIGURATION_FILES;
  if (there !== undefined && there !== name) {
    throw new UsageError(
      `the configuration is in ${there}, and ${name} beside it would count instead. Delete one of them.`,
    );
  }
  const { snapshot } = await analyse(host, { root, paths: [] }, {});
  try {
    fs.writeFileSync(path.join(folder, name), initialConfiguration(snapshot.contexts));
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${name} cannot be written: ${visible(because)}`);
  }
  process.stderr.write(`portolan: ${name} was written.\n`);
  return ExitCode.clean;
}

function hasConfiguration(file: string): boolean {
  if (!fs.existsSync(file)) return false;
  if (path.basename(file) !== 'package.json') return true;
  try {
    const manifest: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'portolan' in manifest;
  } catch {
    // A manifest that cannot be read holds no configuration either.
    return false;
  }
}

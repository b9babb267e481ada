import type { Command } from 'commander';
import { Option } from 'commander';
import type { DocsOptions } from './docs';
import { docs } from './docs';
import type { ExposureOptions } from './exposure';
import { exposure } from './exposure';
import type { CliHost } from './host';
import type { NetpolOptions } from './netpol';
import { netpol } from './netpol';
import type { DiffOptions } from './portDiff';
import { FORMATS, diff } from './portDiff';

/** The commands that read the list of ports: `docs`, `exposure`, `netpol`, `diff`. */
export function addInventoryCommands(program: Command, done: (code: number) => void, host: CliHost): void {
  program
    .command('docs')
    .description(
      'Print the document of every service’s ports, write it, or check that it is up to date (exit 1 when not).',
    )
    .argument('[path]', 'folder')
    .option('--write', 'write the document; text outside of its markers is kept')
    .option('--check', 'exit 1 when the document is missing or not up to date')
    .option('--file <name>', 'the document, below the folder', 'PORTS.md')
    .action(async (path: string | undefined, options: DocsOptions) => done(await docs(listOf(path), options, host)));
  program
    .command('exposure')
    .description('List what can be reached from outside: how, through which ports, in which environment.')
    .argument('[path]', 'folder')
    .option('--all', 'list what only the host or the inside of a cluster can reach, too')
    .addOption(new Option('--format <name>', 'output format').choices(['pretty', 'json']).default('pretty'))
    .action(async (path: string | undefined, options: ExposureOptions) =>
      done(await exposure(listOf(path), options, host)),
    );
  program
    .command('netpol')
    .description('Print NetworkPolicies that deny everything but DNS and the connections that are known.')
    .argument('[path]', 'folder')
    .option('--workload <name>', 'only the policy of this workload')
    .option('--environment <name>', 'the environment, where the folder has several')
    .action(async (path: string | undefined, options: NetpolOptions) =>
      done(await netpol(listOf(path), options, host)),
    );
  program
    .command('diff')
    .description('Compare the ports of two git revisions: added, removed, moved, newly public, connections broken.')
    .argument('<base>', 'revision to compare with')
    .argument('[head]', 'revision to compare (default: the files on the disk)')
    .option('--root <dir>', 'folder that is compared (default: the working directory)')
    .addOption(new Option('--format <name>', 'output format').choices(Object.keys(FORMATS)).default('pretty'))
    .addOption(
      new Option('--fail-on <kind...>', 'exit 1 when there is such a change').choices(['newly-public', 'broken']),
    )
    .action(async (base: string, head: string | undefined, options: DiffOptions) =>
      done(await diff(base, head, options, host)),
    );
}

function listOf(path: string | undefined): readonly string[] {
  return path === undefined ? [] : [path];
}

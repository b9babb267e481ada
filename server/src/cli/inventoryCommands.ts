import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { DocsOptions } from './docs';
import { docs } from './docs';
import type { ExposureOptions } from './exposure';
import { exposure } from './exposure';
import type { CliHost } from './host';
import type { MapOptions } from './map';
import { MAP_FORMATS, map } from './map';
import type { NetpolOptions } from './netpol';
import { netpol } from './netpol';
import type { DiffOptions } from './portDiff';
import { FORMATS, diff } from './portDiff';

/** The commands that read the list of ports: `docs`, `exposure`, `map`, `netpol`, `diff`. */
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
  addMap(program, done, host);
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

function addMap(program: Command, done: (code: number) => void, host: CliHost): void {
  program
    .command('map')
    .description(
      'Draw every service with its ports, who connects to them and how they can be reached, as a picture or as data.',
    )
    .argument('[path]', 'folder')
    .addOption(new Option('--format <name>', 'output format').choices(Object.keys(MAP_FORMATS)).default('svg'))
    .option('--output-file <file>', 'write it to a file')
    .option('--environment <name...>', 'only environments of this name, source or id')
    .option('--service <text>', 'only services whose name holds the text, and those that they are connected with')
    .option('--public', 'only ports that are open to the outside')
    .option('--broken', 'only what has a finding')
    .option(
      '--expand <name...>',
      'draw environments and networks of this name, source or id whole, however many nodes they have',
    )
    .option(
      '--max-nodes <number>',
      'fold environments, networks and services until there are not more nodes',
      parseNodes,
    )
    .action(async (path: string | undefined, options: MapOptions) => done(await map(listOf(path), options, host)));
}

function parseNodes(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return count;
}

function listOf(path: string | undefined): readonly string[] {
  return path === undefined ? [] : [path];
}

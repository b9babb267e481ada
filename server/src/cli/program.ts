import { Command, CommanderError, Option } from 'commander';
import { visible } from '../text/escape';
import { VERSION } from '../version';
import { ExitCode, check } from './check';
import { explain } from './explain';
import type { ExplainOptions } from './explainFinding';
import { explainFindings, placeIn } from './explainFinding';
import type { CliHost } from './host';
import type { InitOptions } from './init';
import { init } from './init';
import { addInventoryCommands } from './inventoryCommands';
import { mcp } from './mcp';
import { SEVERITIES } from '../rules/rule';
import { parseAnother, parseRule, parseSize } from './options';
import type { CheckOptions } from './options';
import { reporters } from './reporters/list';
import { UsageError } from './run';

/** The command line; `undefined` for a command that goes on running. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number | undefined> {
  let code: number | undefined = ExitCode.clean;
  const program = makeProgram((n) => {
    code = n;
  }, host);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.clean : ExitCode.failed;
    const text =
      error instanceof UsageError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`portolan: ${visibleLines(text)}\n`);
    return ExitCode.failed;
  }
}

function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** All commands and flags; the documentation page is made from it. */
export function makeProgram(done: (code: number | undefined) => void, host: CliHost): Command {
  const program = new Command('portolan')
    .description('Charts every network port of a workspace and says where the chart does not add up.')
    .version(VERSION)
    .exitOverride()
    // What was typed is part of the message, and a shell's glob can have typed it.
    .configureOutput({ outputError: (text, write) => write(visibleLines(text)) })
    .showHelpAfterError('(portolan --help, or portolan check --help, lists what there is)');
  addCheck(program, done, host);
  addInventoryCommands(program, done, host);
  program
    .command('init')
    .description('Write a configuration, portolan.yaml, from what the folder has: its services with their ports.')
    .argument('[path]', 'folder')
    .option('--force', 'write it anew when there is one')
    .action(async (path: string | undefined, options: InitOptions) => done(await init(path, options, host)));
  program
    .command('explain')
    .description(
      'Show what a rule reports, why, and how to mend it; or what a finding rests on: the values with their origins, the links between them, the reason. Exits 1 where there is no finding.',
    )
    .argument('<rule>', 'id of the rule, or the place of a finding: FILE:LINE, FILE:LINE:COLUMN')
    .option('--root <dir>', 'folder that is analysed, for a place (default: the working directory)')
    .addOption(
      new Option('--format <name>', 'output format, for a place').choices(['pretty', 'json']).default('pretty'),
    )
    .action(async (text: string, options: ExplainOptions) => {
      const place = placeIn(text);
      done(place ? await explainFindings(place, options, host) : explain(text));
    });
  program
    .command('mcp')
    .description(
      'Serve a language model over standard input and output (Model Context Protocol): it may ask about services, ports, findings and exposure; it can change nothing.',
    )
    .argument('[folder...]', 'folders that may be asked about (default: the working directory)')
    .action(async (folders: string[]) => {
      await mcp(folders, host);
      done(undefined);
    });
  program
    .command('lsp')
    .description('Run the language server.')
    .addOption(new Option('--stdio', 'speak over standard input and output').default(true))
    .action(() => {
      host.serve();
      done(undefined);
    });
  return program;
}

function addCheck(program: Command, done: (code: number) => void, host: CliHost): void {
  program
    .command('check')
    .description(
      'Check a folder. Exits 0 when nothing is at or above the threshold, 1 with findings, 2 when it could not run, 3 when there was nothing to check.',
    )
    .argument('[path...]', 'files or folders to report about; everything below the root is analysed', [])
    .option(
      '--root <dir>',
      'folder that is analysed (default: the folder given as the only path, else the working directory)',
    )
    .addOption(new Option('--format <name>', 'output format').choices(Object.keys(reporters)).default('pretty'))
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 for findings at or above this severity')
        .choices([...SEVERITIES.slice(0, 3), 'never'])
        .default('warning'),
    )
    .addOption(
      new Option('--min-severity <severity>', 'hide findings below this severity').choices(SEVERITIES).default('info'),
    )
    .option('--fix', 'apply the safe fixes, then report what is left')
    .option('--diff', 'print what --fix would change, and change nothing')
    .option('--output-file <file>', 'write the report to a file')
    .option('--watch', 'report again whenever something changes, until it is interrupted')
    .option('--statistics', 'count the findings of each rule, on standard error')
    .option('--changed', 'report only findings that touch files with changes that are not committed')
    .option('--since <revision>', 'report only findings that touch files that differ from a git revision')
    .option('--baseline <file>', 'leave out the findings that the file knows')
    .option('--write-baseline', 'write all findings of today into the baseline, and report nothing')
    .option('--prune-baseline', 'take findings that are gone out of the baseline')
    .option('--stdin-filename <path>', 'read this one file from standard input, and report about it alone')
    .option(
      '--observed <file>',
      'compare with what `ss -lntup`, `docker ps --format json` or `kubectl get svc,pods,endpoints -A -o json` printed, instead of reporting findings',
    )
    .option('--allow-nothing', 'exit 0, and say nothing, when there is nothing to check')
    .option('--show-files', 'list what was indexed and what was skipped, with reasons')
    .option('--check-fixtures', 'report findings in folders that hold test data too')
    .option(
      '--rule <id=severity>',
      'set the severity of a rule: error, warning, info, hint or off (repeatable)',
      parseRule,
    )
    .option('--exclude <pattern>', 'leave files out, in .gitignore syntax (repeatable)', parseAnother)
    .option('--max-file-size <bytes>', 'skip larger files', parseSize)
    .option('--no-color', 'no colours')
    .action(async (paths: string[], options: CheckOptions) => done(await check(paths, options, host)));
}

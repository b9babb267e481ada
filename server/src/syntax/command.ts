import type { MappedText, Step } from '../text/mapped';
import { concatMapped, sliceMapped, useAt } from '../text/mapped';
import type { ShellAssignment, ShellCommand, ShellParameter, ShellScript, ShellWord } from './shell';
import { execWords, parseShell } from './shell';
import { spanIn } from './tree';

/** Scripts in scripts (`sh -c "sh -c …"`) are followed so deep. */
const SCRIPT_DEPTH = 4;

/** All commands of a platform's command line, wrappers taken off: exec form as words, shell form as one text for `sh -c`. */
export function commandsOf(line: {
  readonly form: 'exec' | 'shell';
  readonly words: readonly MappedText[];
}): ShellScript {
  if (line.words.length === 0) return { commands: [] };
  if (line.form === 'exec') return { commands: unwrap(execWords(line.words)) };
  const scripts = line.words.map((word) => parseShell(word));
  const commands = scripts.flatMap((s) => s.commands.flatMap((c) => unwrap(c)));
  const note = scripts.find((s) => s.note !== undefined)?.note;
  return note === undefined ? { commands } : { commands, note };
}

/**
 * The commands behind wrappers: `sh -c "…"`, `exec x`, `env A=b x`, `tini -- x`, `docker-entrypoint.sh x`, `gosu user x`,
 * `timeout 5 x`, `poetry run x` … The wrapper's name is noted in `wrappers`, variables that it sets become assignments.
 * What waits for something first (`wait-for-it db:5432 -- x`) is kept as a command before `x`. A command without wrapper,
 * or a wrapper around nothing, is returned as it is.
 */
export function unwrap(command: ShellCommand): readonly ShellCommand[] {
  return unwrapDeep(command, SCRIPT_DEPTH);
}

function unwrapDeep(command: ShellCommand, depth: number): readonly ShellCommand[] {
  let here = command;
  // Each turn takes a word off, so that this ends.
  for (;;) {
    const name = programOf(here);
    if (name === undefined) return [here];
    if (SHELLS.has(name)) return runScript(here, name, depth) ?? [here];
    if (WAITERS.has(name)) return runAfterWaiting(here, name, depth);
    const rest = inner(here, name, WRAPPERS.get(name) ?? (ENTRYPOINT.test(name) ? {} : undefined));
    if (!rest) return [here];
    here = rest;
  }
}

/** The program's name without folder and `.exe`; `undefined` when there is none or it is not literal. */
export function programOf(command: ShellCommand): string | undefined {
  const first = command.words[0];
  if (!first?.literal) return undefined;
  return first.text.text.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
}

/** How a wrapper's own arguments look, so that they can be passed over. */
interface Wrapper {
  /** Word behind the name that makes it a wrapper: `run` of `poetry run`. */
  readonly sub?: readonly string[];
  /** Options that take the next word. */
  readonly takes?: readonly string[];
  /** Words that belong to the wrapper behind its options: the user of gosu, the duration of timeout. */
  readonly operands?: number;
  /** `NAME=value` words behind the options are variables. */
  readonly assigns?: boolean;
  /** Options that make it do something else: `command -v`. */
  readonly unless?: readonly string[];
}

const USER: Wrapper = { operands: 1 };
const RUN: Wrapper = {
  sub: ['run'],
  takes: [
    '-p',
    '-C',
    '--project',
    '--directory',
    '--python',
    '--with',
    '--extra',
    '--group',
    '--env-file',
    '-e',
    '-c',
    '--config',
  ],
};

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['exec', { takes: ['-a'] }],
  ['command', { unless: ['-v', '-V'] }],
  ['env', { takes: ['-u', '--unset', '-C', '--chdir', '--argv0'], assigns: true, unless: ['-S', '--split-string'] }],
  ['nohup', {}],
  ['setsid', {}],
  ['time', { takes: ['-f', '-o', '--format', '--output'] }],
  ['timeout', { takes: ['-s', '-k', '--signal', '--kill-after'], operands: 1 }],
  ['nice', { takes: ['-n', '--adjustment'] }],
  ['ionice', { takes: ['-c', '-n', '--class', '--classdata'] }],
  ['stdbuf', { takes: ['-i', '-o', '-e'] }],
  ['chrt', { operands: 1 }],
  ['dumb-init', { takes: ['-r', '--rewrite'] }],
  ['tini', { takes: ['-p', '-e'] }],
  ['tini-static', { takes: ['-p', '-e'] }],
  ['catatonit', {}],
  ['docker-init', { takes: ['-p', '-e'] }],
  ['pid1', {}],
  ['with-contenv', {}],
  ['su-exec', USER],
  ['gosu', USER],
  ['setuser', USER],
  ['s6-setuidgid', USER],
  ['chpst', { takes: ['-u', '-U', '-b', '-e', '-d', '-n', '-l', '-L', '-m', '-o', '-p', '-f', '-c', '-t'] }],
  ['setpriv', { takes: ['--reuid', '--regid', '--groups', '--inh-caps', '--ambient-caps', '--bounding-set'] }],
  ['runuser', { takes: ['-u', '-g', '-G'] }],
  ['sudo', { takes: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U', '--user', '--group'], assigns: true }],
  [
    'opentelemetry-instrument',
    {
      takes: [
        '--traces_exporter',
        '--metrics_exporter',
        '--logs_exporter',
        '--service_name',
        '--exporter_otlp_endpoint',
      ],
    },
  ],
  ['ddtrace-run', {}],
  ['newrelic-admin', { sub: ['run-program'] }],
  ['poetry', RUN],
  ['pipenv', RUN],
  ['uv', RUN],
  ['pdm', RUN],
  ['rye', RUN],
  ['hatch', RUN],
  ['bundle', { sub: ['exec'] }],
  ['npx', { takes: ['-p', '--package'], unless: ['-c', '--call'] }],
  ['bunx', {}],
  ['pnpm', { sub: ['exec', 'dlx'] }],
  ['dotenvx', { sub: ['run'], takes: ['-f', '--env-file', '-e', '--env'] }],
  ['doppler', { sub: ['run'], takes: ['-p', '--project', '-c', '--config', '-t', '--token'] }],
]);

/** Entrypoint scripts of images: by custom they end in `exec "$@"`. With an option first they put their own program in front. */
const ENTRYPOINT = /^(docker-)?(entrypoint|entry|init)(\.sh)?$|-entrypoint(\.sh)?$/;

/** The command behind a wrapper; `undefined` when there is none. */
function inner(command: ShellCommand, name: string, wrapper: Wrapper | undefined): ShellCommand | undefined {
  if (!wrapper) return undefined;
  const words = command.words;
  let at = 1;
  if (wrapper.sub) {
    if (!wrapper.sub.includes(words[1]?.text.text ?? '')) return undefined;
    at = 2;
  }
  if (ENTRYPOINT.test(name) && words[1]?.text.text.startsWith('-')) return undefined;
  const options = skipOptions(words, at, wrapper);
  if (options === undefined) return undefined;
  at = options;
  const assignments: ShellAssignment[] = [...command.assignments];
  for (; wrapper.assigns; at++) {
    const assignment = assignmentOf(words[at]);
    if (!assignment) break;
    assignments.push(assignment);
  }
  at += wrapper.operands ?? 0;
  if (words[at]?.text.text === '--') at++;
  if (at >= words.length) return undefined;
  return { ...command, words: words.slice(at), assignments, wrappers: [...command.wrappers, name] };
}

/** Index of the first word behind the options; `undefined` when an option says that nothing is wrapped. */
function skipOptions(words: readonly ShellWord[], from: number, wrapper: Wrapper): number | undefined {
  let at = from;
  for (; at < words.length; at++) {
    const option = (words[at] as ShellWord).text.text;
    if (option === '--') return at + 1;
    if (!option.startsWith('-') || option === '-') return at;
    if (wrapper.unless?.includes(option)) return undefined;
    if (wrapper.takes?.includes(option)) at++;
  }
  return at;
}

/** `NAME=value` as an assignment. */
function assignmentOf(word: ShellWord | undefined): ShellAssignment | undefined {
  const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word?.text.text ?? '')?.[1];
  if (!word || name === undefined) return undefined;
  const cut = name.length + 1;
  if (word.parameters.some((p) => p.range.start < cut)) return undefined;
  const parameters = word.parameters.map((p) => ({
    ...p,
    range: { start: p.range.start - cut, end: p.range.end - cut },
  }));
  return { name, value: { ...word, text: sliceMapped(word.text, cut, word.text.text.length), parameters } };
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh', 'su', 'busybox']);

/** The commands of the script behind `-c`; `undefined` when there is none. `"$@"` in it stands for the words behind it. */
function runScript(command: ShellCommand, name: string, depth: number): readonly ShellCommand[] | undefined {
  const words = command.words;
  if (name === 'busybox' && !SHELLS.has(words[1]?.text.text ?? '')) return undefined;
  const flag = words.findIndex(
    (w, i) => i > 0 && (name === 'su' ? /^(-c|--command)$/ : /^-[a-z]*c[a-z]*$/i).test(w.text.text),
  );
  const before = words
    .slice(1, flag)
    .every(
      (w, i) =>
        name === 'su' ||
        /^[-+]/.test(w.text.text) ||
        /^[-+][a-z]*o$/i.test(words[i]?.text.text ?? '') ||
        (name === 'busybox' && i === 0),
    );
  const script = words[flag + 1];
  if (flag < 0 || !before || !script || depth <= 0) return undefined;
  const rest = words.slice(flag + 3);
  const wrappers = [...command.wrappers, name];
  const found = parseShell(script.text).commands.flatMap((c) => {
    const filled = { ...c, words: c.words.flatMap((w) => (/^\$[@*]$/.test(w.text.text) ? rest : [w])) };
    return unwrapDeep(inherit(filled, command, wrappers), depth - 1);
  });
  return found.length > 0 ? found : undefined;
}

function inherit(found: ShellCommand, outer: ShellCommand, wrappers: readonly string[]): ShellCommand {
  return {
    ...found,
    assignments: [...outer.assignments, ...found.assignments],
    conditional: found.conditional || outer.conditional,
    substituted: found.substituted || outer.substituted,
    background: found.background || outer.background,
    wrappers,
  };
}

/** Programs that wait for an address and then start what stands behind `--`. */
const WAITERS: ReadonlySet<string> = new Set([
  'wait-for-it',
  'wait-for-it.sh',
  'wait-for',
  'wait-for.sh',
  'wait-for-postgres.sh',
  'wait',
]);

function runAfterWaiting(command: ShellCommand, name: string, depth: number): readonly ShellCommand[] {
  const at = command.words.findIndex((w, i) => i > 0 && w.text.text === '--');
  if (at < 0 || at + 1 >= command.words.length) return [command];
  const rest = { ...command, words: command.words.slice(at + 1), redirects: [], wrappers: [...command.wrappers, name] };
  return [{ ...command, words: command.words.slice(0, at) }, ...unwrapDeep(rest, depth)];
}

/** A value for a variable and the step that leads to it; `undefined` when it is not set or not known. */
export type ShellResolve = (name: string) => { readonly value: MappedText; readonly step: Step } | undefined;

/**
 * The word with its parameters replaced, defaults included; `undefined` when something in it is not known (a variable
 * without value and default, `$(…)`, `${X%…}`). The site of a replaced piece is the expression, its origins are where value
 * or default stand.
 */
export function fillWord(word: ShellWord, resolve: ShellResolve): MappedText | undefined {
  if (word.computed) return undefined;
  if (word.parameters.length === 0) return word.text;
  const pieces: MappedText[] = [];
  let at = 0;
  for (const parameter of word.parameters) {
    const value = fillParameter(word, parameter, resolve);
    if (!value) return undefined;
    pieces.push(sliceMapped(word.text, at, parameter.range.start), value);
    at = parameter.range.end;
  }
  pieces.push(sliceMapped(word.text, at, word.text.text.length));
  return concatMapped(pieces, word.text.whole);
}

function fillParameter(word: ShellWord, parameter: ShellParameter, resolve: ShellResolve): MappedText | undefined {
  const { operator, operand, name, range } = parameter;
  const site = spanIn(word.text, range.start, range.end);
  const resolved = resolve(name);
  const given = resolved !== undefined && !(operator?.startsWith(':') && resolved.value.text === '');
  if (operator === 'other') return undefined;
  const alternative = operator === ':+' || operator === '+';
  if (given && !alternative) return useAt(resolved.value, site, resolved.step);
  if (alternative && !given) return { text: '', segments: [], whole: site };
  if (!operand || (!alternative && parameter.default === undefined)) return undefined;
  const filled = fillWord(operand, resolve);
  return filled && useAt(filled, site, { kind: 'default', name, at: operand.text.whole });
}

/**
 * A command line written as one text for a platform that splits it itself, without a shell (compose `command: a b`):
 * quotes and backslashes as in a shell, nothing is expanded. As Compose's splitter does, the rest from an operator
 * (`;`, `&`, `|`, `<`, `>`) on is dropped. A quote that is not closed reaches to the end.
 */
export function splitCommand(text: MappedText): readonly MappedText[] {
  const source = text.text;
  const words: MappedText[] = [];
  for (let at = 0; at < source.length;) {
    const c = source[at] as string;
    if (/[;&|<>]/.test(c)) break;
    if (/\s/.test(c)) at++;
    else at = splitWord(text, at, words);
  }
  return words;
}

/** Reads a word, returns the offset behind it. */
function splitWord(text: MappedText, start: number, words: MappedText[]): number {
  const source = text.text;
  const pieces: MappedText[] = [];
  let quote = '';
  let copied = start;
  let at = start;
  const flush = (next: number): void => {
    if (at > copied) pieces.push(sliceMapped(text, copied, at));
    copied = next;
  };
  for (; at < source.length; at++) {
    const c = source[at] as string;
    if (quote === '' && /[\s;&|<>]/.test(c)) break;
    if (c === '\\' && quote !== "'" && at + 1 < source.length) {
      flush(at + 1);
      at++;
    } else if (c === quote || (quote === '' && (c === '"' || c === "'"))) {
      flush(at + 1);
      quote = quote === '' ? c : '';
    }
  }
  flush(at);
  words.push(pieces.length === 1 ? (pieces[0] as MappedText) : concatMapped(pieces, spanIn(text, start, at)));
  return at;
}

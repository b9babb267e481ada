import type { MappedText } from '../text/mapped';
import type { KnownImage } from './images';
import type { Program } from './programs';
import { GENERIC, IMAGE_PROGRAMS, PROGRAMS } from './programs';
import type { RunCommand } from './runCommands';
import { programName } from './runCommands';

/** A program that a command starts, with the arguments that are its own. */
export interface Invocation {
  readonly name: string;
  readonly program: Program;
  /** The word that names it, or the first argument where the image names it. */
  readonly word: MappedText;
  readonly args: readonly MappedText[];
}

/** Interpreters in interpreters are followed so deep. */
const DEPTH = 4;

/** Programs whose flags are about something else than their own sockets. */
const NOT_SERVERS = new Set(
  (
    'docker podman buildah nerdctl kubectl oc helm terraform tofu aws gcloud az echo printf cat sed awk grep find mkdir cp mv rm ln chown chmod cd export source . test [ true false ' +
    'sleep git apk apt apt-get yum dnf pip pip3 gem composer cargo make cmake gcc tar unzip openssl update-ca-certificates envsubst set ulimit trap umask wait kill tail head touch ' +
    'id whoami hostname date alembic flyway liquibase certbot mc psql sqlcmd'
  ).split(' '),
);

/** The programs behind interpreters and script runners: `python -m uvicorn …` is uvicorn, `yarn next dev` is next. */
export function invocationsOf(command: RunCommand, image: KnownImage | undefined): readonly Invocation[] {
  const [first] = command.words;
  if (!first) return [];
  const own = image && imageProgram(image);
  const row = own ? PROGRAMS.get(own) : undefined;
  if (command.argumentsOnly) return [{ name: own ?? '', program: row ?? GENERIC, word: first, args: command.words }];
  // `minio/minio` with `server /data`, keycloak with `start-dev`: words for the image's entrypoint.
  if (own && row && isArgument(first, own, row)) return [{ name: own, program: row, word: first, args: command.words }];
  return start(command.words, DEPTH);
}

function isArgument(word: MappedText, own: string, row: Program): boolean {
  const name = programName(word);
  if (name === own || PROGRAMS.has(name) || word.text.includes('/')) return false;
  return row.subs
    ? row.subs.split(' ').includes(word.text)
    : !NOT_SERVERS.has(name) && !INTERPRETERS.some(([names]) => names.test(name));
}

function imageProgram(image: KnownImage): string | undefined {
  if (image.kind === 'language-base') return undefined;
  const last = image.repository.slice(image.repository.lastIndexOf('/') + 1);
  return IMAGE_PROGRAMS[last] ?? last;
}

function start(words: readonly MappedText[], depth: number): readonly Invocation[] {
  const [word] = words;
  if (!word || depth === 0) return [];
  const file = word.text.replace(/^.*[/\\]/, '');
  const name = PROGRAMS.has(file) ? file : programName(word);
  if (NOT_SERVERS.has(name)) return [];
  const args = words.slice(1);
  const inner = INTERPRETERS.find(([names]) => names.test(name))?.[1](args, depth - 1);
  if (inner) return [{ name, program: { names: name, shared: true }, word, args: [] }, ...inner];
  const program = PROGRAMS.get(name) ?? GENERIC;
  if (!/^(?:debugpy|ptvsd|dlv)$/.test(name)) return [{ name, program, word, args }];
  const at = debuggee(args);
  return [{ name, program, word, args: args.slice(0, at) }, ...debugged(args.slice(at), depth - 1)];
}

type Interpreter = (args: readonly MappedText[], depth: number) => readonly Invocation[] | undefined;

const INTERPRETERS: readonly (readonly [RegExp, Interpreter])[] = [
  [/^(?:python|pypy)[\d.]*$/, python],
  [/^(?:node|nodejs|nodemon|ts-node|ts-node-dev|tsx|deno|electron)$/, node],
  [/^(?:npm|yarn|pnpm|bun)$/, scripts],
  [/^php[\d.]*$/, php],
  [
    /^(?:cross-env|cross-env-shell|dotenv|env-cmd)$/,
    (args, depth) =>
      start(args.slice(args.findIndex((a) => !/^-|^\w+=|\.env\b/.test(a.text) && a.text !== '--')), depth),
  ],
];

function python(args: readonly MappedText[], depth: number): readonly Invocation[] | undefined {
  for (let i = 0; i < args.length; i++) {
    const text = (args[i] as MappedText).text;
    if (text === '-c') return [];
    if (text === '-m') return start(args.slice(i + 1), depth);
    if (text === '-X' || text === '-W') i++;
    else if (!text.startsWith('-')) return start(args.slice(i), depth);
  }
  return undefined;
}

const NODE_TAKES =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-x|--exec|-w|--watch|--watch-path|-e|--ext|-i|--ignore|--env-file|--conditions|-C|--title|--project|-P)$/;

function node(args: readonly MappedText[], depth: number): readonly Invocation[] | undefined {
  for (let i = 0; i < args.length; i++) {
    const text = (args[i] as MappedText).text;
    if (NODE_TAKES.test(text)) i++;
    else if (!text.startsWith('-') && !/^(?:run|watch|serve|task)$/.test(text)) {
      // A script of one's own may have any name; a package's is what it says.
      if (/node_modules/.test(text)) return start(args.slice(i), depth);
      return [{ name: text, program: GENERIC, word: args[i] as MappedText, args: args.slice(i + 1) }];
    }
  }
  return undefined;
}

/** `npm run dev -- --port 3000`, `yarn dev --port 3000`, `pnpm next dev -p 3000`. What the script itself does is not known. */
function scripts(args: readonly MappedText[], depth: number): readonly Invocation[] {
  const dashes = args.findIndex((a) => a.text === '--');
  let i = 0;
  while (i < args.length && /^(?:run|run-script|workspace|-.*)$/.test((args[i] as MappedText).text)) {
    i += /^(?:workspace|-w|-F|-C|--filter|--cwd|--prefix|--dir|--workspace)$/.test((args[i] as MappedText).text)
      ? 2
      : 1;
  }
  const script = args[i];
  if (!script) return [];
  const rest = args.slice(i + 1);
  if (PROGRAMS.has(script.text))
    return start(
      args.slice(i).filter((a) => a.text !== '--'),
      depth,
    );
  return [{ name: script.text, program: GENERIC, word: script, args: dashes < 0 ? rest : args.slice(dashes + 1) }];
}

function php(args: readonly MappedText[], depth: number): readonly Invocation[] | undefined {
  const at = args.findIndex((a) => /(?:^|\/)artisan$/.test(a.text));
  return at < 0 ? undefined : start(args.slice(at), depth);
}

/** Where in a debugger's arguments the program starts that it runs: at `-m`, at its first script, at `--`. */
function debuggee(args: readonly MappedText[]): number {
  const at = args.findIndex((a) => a.text === '-m' || a.text === '--' || a.text.endsWith('.py'));
  return at < 0 ? args.length : at;
}

function debugged(args: readonly MappedText[], depth: number): readonly Invocation[] {
  const [word] = args;
  if (word?.text === '--') return [{ name: '', program: GENERIC, word, args: args.slice(1) }];
  return start(word?.text === '-m' ? args.slice(1) : args, depth);
}

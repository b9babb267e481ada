import type { EnvDocument } from '../../syntax/env';
import { envEntry, parseEnv } from '../../syntax/env';
import { mappedFile } from '../../syntax/documents';
import type { Change } from '../../facts';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { baseName, directoryOf } from '../../text/uri';
import type { Snapshot } from '../snapshot';
import type { Place, Rewrite } from './refactoring';

/** The directory of Compose projects, with the file that gives their variables values. */
export interface ComposeFolder {
  readonly env: Uri;
  readonly file: SourceFile | undefined;
  readonly document: EnvDocument | undefined;
  /** Files of the directory that may name variables, `.env` left out. */
  readonly others: readonly SourceFile[];
  /** `.env` is given to containers too, which would see what is added to it. */
  readonly isGiven: boolean;
}

/**
 * The folder of a Compose file; `undefined` when one of the projects that read the file takes its variables from elsewhere, or
 * when they cannot be told.
 */
export function composeFolderAt(snapshot: Snapshot, { uri, deployments }: Place): ComposeFolder | undefined {
  const directory = directoryOf(uri);
  const own = deployments.every(({ context }) => context.stack === 'compose' && context.directory === directory);
  const env = `${directory}/.env`;
  if (!isYaml(uri) || deployments.length === 0 || !own || snapshot.wanted.includes(env)) return undefined;
  const file = snapshot.files.get(env);
  const document = file && parseEnv(mappedFile(file));
  if (document && document.problems.length > 0) return undefined;
  const others = [...snapshot.files.values()].filter((f) => f !== file && mayName(f, directory));
  const empty = !document || document.entries.length === 0;
  const isGiven = empty
    ? others.some((f) => f.text.includes('env_file') && /(?<![\w./-])(?:\.\/)?\.env(?![\w.-])/.test(f.text))
    : deployments.some((m) =>
        m.units.some((u) => u.fact.env.some((v) => v.source === 'env-file' && v.nameSite.uri === env)),
      );
  return { env, file, document, others, isGiven };
}

function mayName({ uri }: SourceFile, directory: Uri): boolean {
  return (isYaml(uri) || isEnvFile(uri)) && directoryOf(uri) === directory;
}

function isYaml(uri: Uri): boolean {
  return /\.ya?ml$/i.test(uri);
}

/** Whether a file is what people call an env file: `.env`, `.env.local`, `prod.env`. */
function isEnvFile(uri: Uri): boolean {
  return /^(?:\.env(?:[._-].*)?|.*\.env)$/i.test(baseName(uri));
}

/**
 * What a variable of a name would be: `there` with the same value, `free`, or `taken` by something that it might not be the same
 * as.
 */
export function stateOfName(folder: ComposeFolder, name: string, number: number): 'there' | 'free' | 'taken' {
  const { document, others } = folder;
  const entry = document && envEntry(document, name);
  const word = new RegExp(`\\b${name}\\b`, 'g');
  if (entry) {
    const elsewhere = others.some((f) => !isYaml(f.uri) && f.text.search(word) >= 0);
    return entry.value?.text === String(number) && !elsewhere ? 'there' : 'taken';
  }
  const same = `\${${name}:-${number}}`;
  const isOther = ({ text }: SourceFile): boolean => (text.match(word)?.length ?? 0) > text.split(same).length - 1;
  return others.some(isOther) ? 'taken' : 'free';
}

/** Sets a variable in `.env`, behind what stands there, or in a new one. */
export function settingVariable({ env, file }: ComposeFolder, name: string, number: number): Rewrite {
  const text = `${name}=${number}`;
  if (!file) return { changes: [], created: [{ uri: env, text: `${text}\n` }] };
  const end = file.text.trimEnd().length;
  const change: Change =
    end === 0
      ? { kind: 'insert-line', uri: env, offset: 0, where: 'before', text }
      : { kind: 'insert-line', uri: env, offset: end, where: 'after', text };
  return { changes: [change] };
}

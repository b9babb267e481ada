import type { CommandLine, Located, ProblemFact, Unknown } from '../../facts';
import { located } from '../../facts';
import type { KnownImage } from '../../lore/images';
import { knownImage } from '../../lore/images';
import type {
  CommandInstruction,
  DockerfileDocument,
  FromInstruction,
  Instruction,
  PairsInstruction,
  WordsInstruction,
} from '../../syntax/dockerfile';
import type { MappedText } from '../../text/mapped';
import { sliceMapped, traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { baseEnvironment } from './base';
import type { Expanded } from './expand';
import { expand } from './expand';
import type { Exposed, UnsetPort } from './expose';
import { readExpose } from './expose';
import type { Written } from './paths';
import { copied, moved } from './paths';
import type { BuildOptions, Globals, Scope } from './scope';
import {
  copyScope,
  declareArguments,
  emptyScope,
  globalLookup,
  readGlobals,
  setEnvironment,
  stageLookup,
} from './scope';

/** One stage of the file, before anything is expanded. */
export interface Stage {
  readonly index: number;
  readonly name?: MappedText;
  readonly from: FromInstruction;
  readonly instructions: readonly Instruction[];
}

/** What a stage starts from. */
export type Base =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: StageImage }
  | { readonly kind: 'image'; readonly reference: Expanded; readonly known?: KnownImage; readonly site: Span };

/** An image from outside the file. */
export type ImageBase = Extract<Base, { kind: 'image' }>;

/** The image that a stage makes, in its builder's terms. Fields that it does not set itself are those of its base. */
export interface StageImage {
  readonly stage: Stage;
  readonly base: Base;
  readonly scope: Scope;
  /** Its own EXPOSEs, in order; what is inherited is the base's. */
  readonly exposed: readonly Exposed[];
  readonly entrypoint?: CommandLine;
  readonly command?: CommandLine;
  readonly check?: CommandInstruction;
  readonly user?: Located<string>;
  /** Files and folders that it and its bases in the file write. */
  readonly written: readonly Written[];
  /** Working directory; absent when only the base image knows it. */
  readonly directory?: string;
  /** Why its own instructions are not all known. */
  readonly open?: Unknown;
  /** What is wrong in its own instructions. */
  readonly problems: readonly ProblemFact[];
  readonly unset: readonly UnsetPort[];
}

/** All stages of a file, each as if it were built. */
export interface FileImages {
  readonly globals: Globals;
  readonly images: readonly StageImage[];
}

/** Cuts a file at its FROMs. Instructions before the first are arguments; others there are errors and say nothing. */
function cutStages(document: DockerfileDocument): {
  readonly globals: readonly PairsInstruction[];
  readonly stages: readonly Stage[];
} {
  const globals: PairsInstruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of document.instructions) {
    if (instruction.kind === 'from') {
      const name = instruction.stage;
      stages.push({ index: stages.length, ...(name ? { name } : {}), from: instruction, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage) stage.instructions.push(instruction);
    else if (instruction.kind === 'pairs' && instruction.keyword === 'ARG') globals.push(instruction);
  }
  return { globals, stages };
}

/** Builds every stage on paper, in the order of the file (formats.md §1.3, §1.4). */
export function readStages(document: DockerfileDocument, options: BuildOptions): FileImages {
  const { globals: args, stages } = cutStages(document);
  const globals = readGlobals(args, options);
  const images: StageImage[] = [];
  for (const stage of stages) {
    const work = startStage(stage, images, globals, options);
    for (const trigger of triggersOf(work.image.base)) apply(work, trigger);
    for (const instruction of stage.instructions) apply(work, instruction);
    images.push(work.image);
  }
  return { globals, images };
}

type Draft = { -readonly [K in keyof StageImage]: StageImage[K] };

/** What grows while the stage is read. */
interface Lists {
  readonly exposed: Exposed[];
  readonly written: Written[];
  readonly problems: ProblemFact[];
  readonly unset: UnsetPort[];
}

interface Work {
  readonly image: Draft & Lists;
  readonly globals: Globals;
  readonly options: BuildOptions;
  /** CMD stands in this stage: an ENTRYPOINT behind it leaves it alone. */
  ownCommand: boolean;
}

function startStage(stage: Stage, before: readonly StageImage[], globals: Globals, options: BuildOptions): Work {
  const base = baseOf(stage, before, globals, options);
  const parent = base.kind === 'stage' ? base.stage : undefined;
  const scope = parent ? copyScope(parent.scope) : emptyScope();
  if (base.kind === 'image') baseEnvironment(scope, base.reference, base.known, base.site);
  const {
    entrypoint,
    command,
    check,
    user,
    open,
    directory = base.kind === 'scratch' ? '/' : undefined,
  } = parent ?? {};
  const lists: Lists = { exposed: [], written: [...(parent?.written ?? [])], problems: [], unset: [] };
  const image: Work['image'] = { stage, base, scope, ...lists };
  Object.assign(
    image,
    entrypoint && { entrypoint },
    command && { command },
    check && { check },
    user && { user },
    open && { open },
    directory && { directory },
  );
  return { image, globals, options, ownCommand: false };
}

function baseOf(stage: Stage, before: readonly StageImage[], globals: Globals, options: BuildOptions): Base {
  const written = stage.from.image;
  const site = written.whole;
  const reference = expand(written, options.escape, globalLookup(globals));
  const name = reference.text?.text;
  if (name === 'scratch') return { kind: 'scratch' };
  // The builder wants lower case in FROM; a name in another case can mean nothing else.
  const earlier =
    name === undefined ? undefined : before.findLast((i) => i.stage.name?.text.toLowerCase() === name.toLowerCase());
  if (earlier) return { kind: 'stage', stage: earlier };
  // `postgres:${TAG}` is still a postgres.
  const known = knownImage(name ?? written.text.replace(/^(['"])(.*)\1$/, '$2'));
  return { kind: 'image', reference: referenceOf(reference, site), site, ...(known ? { known } : {}) };
}

function referenceOf(reference: Expanded, at: Span): Expanded {
  if (reference.text && reference.text.text !== '') return { text: reference.text };
  return { unknown: reference.unknown ?? { because: say`the name of the base image is empty`, at } };
}

/** ONBUILD instructions of a stage run where another stage of the file starts from it. */
function triggersOf(base: Base): readonly Instruction[] {
  if (base.kind !== 'stage') return [];
  return base.stage.stage.instructions.flatMap((i) => (i.kind === 'onbuild' && i.trigger ? [i.trigger] : []));
}

/** Instructions whose loss leaves more open than it tells. */
const TELLING: ReadonlySet<string> = new Set(['EXPOSE', 'ENV', 'ARG', 'CMD', 'ENTRYPOINT', 'ONBUILD', 'HEALTHCHECK']);

function apply(work: Work, instruction: Instruction): void {
  const { image, globals, options } = work;
  if (instruction.heredocs.some((h) => !h.closed))
    image.open ??= { because: say`a here-document is not closed`, at: instruction.line.whole };
  switch (instruction.kind) {
    case 'pairs':
      if (instruction.keyword === 'ENV') setEnvironment(image.scope, instruction, globals, options);
      else if (instruction.keyword === 'ARG') declareArguments(image.scope, instruction, globals, options);
      return;
    case 'words':
      applyWords(work, instruction);
      return;
    case 'command':
      applyCommand(work, instruction);
      return;
    case 'other':
      if (instruction.unread && TELLING.has(instruction.keyword))
        image.open ??= { because: instruction.unread, at: instruction.line.whole };
      return;
    case 'onbuild':
    case 'from':
  }
}

function applyWords(work: Work, instruction: WordsInstruction): void {
  const { image, options } = work;
  const lookup = stageLookup(image.scope, work.globals);
  if (instruction.keyword === 'EXPOSE') {
    const { exposed, unset, problems } = readExpose(instruction, options.escape, lookup);
    image.exposed.push(...exposed);
    image.unset.push(...unset);
    image.problems.push(...problems);
    return;
  }
  const words = instruction.words.map((w) => expand(w, options.escape, lookup).text);
  if (instruction.keyword === 'USER') setUser(image, words[0]);
  else if (instruction.keyword === 'WORKDIR')
    setOrClear(image, 'directory', words[0] && moved(image.directory, words[0].text));
  else image.written.push(...copied(words, image.directory, instruction.line.whole));
}

/** `user`, `user:group`: the group is left out. Not known: no user, which says nothing. */
function setUser(image: Draft, word: MappedText | undefined): void {
  delete image.user;
  if (!word || word.text === '') return;
  const colon = word.text.indexOf(':');
  const user = sliceMapped(word, 0, colon < 0 ? word.text.length : colon);
  image.user = located(user.text, traceAll(user));
}

function applyCommand(work: Work, instruction: CommandInstruction): void {
  const { image } = work;
  const { form, words, keyword } = instruction;
  if (keyword === 'RUN')
    image.written.push({ kind: 'script', text: words[0]?.text ?? '', site: instruction.line.whole });
  if (keyword === 'HEALTHCHECK') setOrClear(image, 'check', instruction.none ? undefined : instruction);
  // Half-typed: nothing is said yet.
  if (form === 'shell' && words.length === 0) return;
  const line: CommandLine | undefined = words.length === 0 ? undefined : { form, words, site: instruction.line.whole };
  if (keyword === 'CMD') {
    setOrClear(image, 'command', line);
    work.ownCommand = true;
  } else if (keyword === 'ENTRYPOINT') {
    setOrClear(image, 'entrypoint', line);
    if (!work.ownCommand) delete image.command;
  }
}

function setOrClear<K extends 'check' | 'command' | 'entrypoint' | 'directory'>(
  image: Draft,
  key: K,
  value: Draft[K],
): void {
  if (value === undefined) delete image[key];
  else image[key] = value;
}

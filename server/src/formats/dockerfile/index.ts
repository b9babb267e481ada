import type { DockerfileTree, Fact, ProblemFact } from '../../facts';
import type { DockerfileDocument, Instruction, WordsInstruction } from '../../syntax/dockerfile';
import { isDockerfileName, isTemplateName, parseDockerfile } from '../../syntax/dockerfile';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';
import type { Format, Reading } from '../format';
import type { Exposed } from './expose';
import { duplicates, readExpose } from './expose';
import { effectiveStage, imageFact } from './image';
import type { FileImages, StageImage } from './stages';
import { readStages } from './stages';
import { unsetProblem } from './unset';

/** Dockerfiles and Containerfiles (formats.md §1). */
export const dockerfile: Format<DockerfileTree> = {
  id: 'dockerfile',
  title: 'Dockerfile',
  files: ['Dockerfile', 'Dockerfile.*', '*.Dockerfile', 'Containerfile', 'Containerfile.*', '*.Containerfile'],
  reads: [
    '`EXPOSE` in its whole grammar, with the stage that `target` names and what it inherits from other stages and known base images',
    '`ARG` and `ENV` as the builder expands them, with the arguments that a compose `build` passes',
    'listening ports in `CMD`, `ENTRYPOINT` and `ENV`',
    '`HEALTHCHECK` commands',
    '`USER`, and configuration files that are copied over those of the base image',
  ],
  tree: 'dockerfile',
  detect: isDockerfileName,
  read,
};

function read(tree: DockerfileTree): Reading {
  const document = parseDockerfile(tree.text);
  const template = document.template || isTemplateName(tree.uri);
  const { escape } = document;
  const file = readStages(document, { escape, args: tree.request.args, standalone: tree.standalone });
  const image = effectiveStage(file.images, tree.request.target?.value);
  const facts: Fact[] = image ? [imageFact(image, tree, template)] : [];
  // What a template makes is not known, so nothing in it is wrong.
  if (template) return { facts };
  const built = stagesBehind(image);
  const problems = file.images
    .filter((i) => tree.standalone || built.has(i.stage.index))
    .map((i) => [i, file] as const);
  if (!tree.standalone && built.size < file.images.length) {
    // Stages that this build leaves out are built by somebody else, who gives arguments of his own.
    const others = readStages(document, { escape, args: new Map(), standalone: true });
    problems.push(...others.images.filter((i) => !built.has(i.stage.index)).map((i) => [i, others] as const));
  }
  const all = problems.flatMap(([i, from]) => problemsOf(document, tree, from, i));
  facts.push(...withoutTwins([...deferredProblems(document), ...all]));
  return { facts };
}

/** The stages that the effective one is built on, itself included. */
function stagesBehind(image: StageImage | undefined): ReadonlySet<number> {
  const out = new Set<number>();
  for (let at = image; at; at = at.base.kind === 'stage' ? at.base.stage : undefined) out.add(at.stage.index);
  return out;
}

function problemsOf(
  document: DockerfileDocument,
  tree: DockerfileTree,
  file: FileImages,
  image: StageImage,
): readonly ProblemFact[] {
  return [
    ...image.problems,
    ...duplicates(ownExposed(image), (e, whole) => removal(document, e, whole)),
    ...image.unset.map((port) => unsetProblem(document, tree, file.globals, image, port)),
  ];
}

/** ONBUILD runs in every stage that starts from its own, and is wrong in one place. */
function withoutTwins(problems: readonly ProblemFact[]): readonly ProblemFact[] {
  const seen = new Set<string>();
  return problems.filter((p) => {
    const key = `${p.rule} ${spanKey(p.site)}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** What the stage itself exposes, without the ONBUILD instructions of the one that it starts from. */
function ownExposed(image: StageImage): readonly Exposed[] {
  const own = new Set(image.stage.instructions);
  return image.exposed.filter((e) => own.has(e.instruction));
}

/** ONBUILD EXPOSE with a literal port that no build takes. Its variables are those of another Dockerfile. */
function deferredProblems(document: DockerfileDocument): readonly ProblemFact[] {
  const triggers = document.instructions.flatMap((i: Instruction) =>
    i.kind === 'onbuild' && i.trigger ? [i.trigger] : [],
  );
  const exposing = triggers.filter((t): t is WordsInstruction => t.kind === 'words' && t.keyword === 'EXPOSE');
  const elsewhere = () => ({ kind: 'unknown', because: say`another Dockerfile sets it` }) as const;
  return exposing.flatMap((t) => readExpose(t, document.escape, elsewhere).problems);
}

/** What to take away so that a port is exposed once less: its word, or its whole line; nothing where lines are not ours. */
function removal(document: DockerfileDocument, { instruction, word }: Exposed, whole: boolean): Span | undefined {
  const { text, segments } = document.text;
  const [only] = segments;
  if (
    segments.length !== 1 ||
    !only?.site.copy ||
    only.origin ||
    !/^expose/i.test(text.slice(instruction.start, instruction.start + 6))
  )
    return undefined;
  const { uri, start: shift } = only.site;
  if (whole) {
    const start = text.lastIndexOf('\n', instruction.start - 1) + 1;
    const feed = text.indexOf('\n', instruction.end);
    return { uri, start: shift + start, end: shift + (feed < 0 ? text.length : feed + 1) };
  }
  const behind = word.whole.start - shift;
  let start = behind;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  // A continuation that leads to an empty line would swallow the next instruction.
  return start < behind && text[start - 1] !== '\n' ? { uri, start: shift + start, end: word.whole.end } : undefined;
}

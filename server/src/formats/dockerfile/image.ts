import type {
  CheckFact,
  CommandLine,
  DeclaredPort,
  DockerfileTree,
  EnvVar,
  ImageFact,
  ListenFact,
  Located,
  Port,
  Values,
} from '../../facts';
import { located, open } from '../../facts';
import { connectsOfCommand, connectsOfEnv } from '../../lore/addresses';
import { checkOfCommand } from '../../lore/health';
import { isLoopback } from '../../lore/hostIp';
import type { KnownImage } from '../../lore/images';
import { listensOfCommand, listensOfEnv } from '../../lore/listen';
import type { ListenOptions } from '../../lore/listen';
import type { CommandInstruction } from '../../syntax/dockerfile';
import { traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import { inheritedPorts } from './base';
import { openness, running } from './openness';
import { changeOf } from './paths';
import type { ImageBase, StageImage } from './stages';

/** The stage that a target names, by name in any case or by number; the last one without a target. */
export function effectiveStage(images: readonly StageImage[], target: string | undefined): StageImage | undefined {
  if (target === undefined || target === '') return images.at(-1);
  const named = images.findLast((i) => i.stage.name?.text.toLowerCase() === target.toLowerCase());
  return named ?? (/^\d{1,6}$/.test(target) ? images[Number(target)] : undefined);
}

/** What building to the stage gives, as a fact (formats.md §1.4, §1.5). */
export function imageFact(image: StageImage, tree: DockerfileTree, template: boolean): ImageFact {
  const base = externalBase(image);
  const known = base?.known;
  const env = [...image.scope.vars.values()];
  const { entrypoint, command, check, user } = image;
  const changed = known ? changeOf(image.written, known.configPaths) : undefined;
  const listens = listensOf(image, env, known);
  const exposes = exposesOf(image, 'own');
  const unknown = openness(image, base, exposes, listens);
  return {
    kind: 'image',
    id: tree.id,
    dockerfile: tree.uri,
    stage: stageName(image),
    ...(base ? { base: referenceOf(base) } : {}),
    exposes,
    env,
    ...(entrypoint ? { entrypoint } : {}),
    ...(command ? { command } : {}),
    ...(check ? { check: checkFact(check, env) } : {}),
    listens,
    connects: [...connectsOfEnv(env), ...connectsOfCommand(running(image), entrypoint, env)],
    ...(user ? { user } : {}),
    ...(changed ? { configChanged: changed } : {}),
    ...(unknown ? { open: unknown } : {}),
    template,
  };
}

function stageName(image: StageImage): Located<string> {
  const { name, from, index } = image.stage;
  return name
    ? located(name.text, traceAll(name))
    : located(String(index), { site: from.line.whole, origins: [], via: [] });
}

/** The image outside the file that the chain of stages starts from. */
function externalBase(image: StageImage): ImageBase | undefined {
  let { base } = image;
  while (base.kind === 'stage') base = base.stage.base;
  return base.kind === 'image' ? base : undefined;
}

function referenceOf({ reference, site }: ImageBase): Values<string> {
  const { text, unknown } = reference;
  if (text) return { alternatives: [located(text.text, traceAll(text))] };
  return open(unknown?.because ?? say`its base image is not known here`, unknown?.at ?? site);
}

/** Own ports first, then those of earlier stages, then those of the base: sets only grow. */
function exposesOf(image: StageImage, origin: 'own' | 'stage'): readonly DeclaredPort[] {
  const own = image.exposed.map((e): DeclaredPort => ({ ...e.port, origin }));
  const { base } = image;
  if (base.kind === 'stage') return [...own, ...exposesOf(base.stage, 'stage')];
  return base.kind === 'image' ? [...own, ...inheritedPorts(base.known, base.site)] : own;
}

function listensOf(image: StageImage, env: readonly EnvVar[], known: KnownImage | undefined): readonly ListenFact[] {
  const readsPort = known?.readsPort;
  const options: ListenOptions = {
    from: 'image',
    ...(known ? { image: known } : {}),
    ...(readsPort === undefined ? {} : { readsPort }),
  };
  const command = running(image);
  const byCommand = command || image.entrypoint ? listensOfCommand(command, image.entrypoint, env, options) : [];
  // ASP.NET reads the ports that its image sets only where no address is given.
  const own = env.some((v) => v.name === 'ASPNETCORE_URLS' || v.name === 'URLS');
  const vars = own ? env.filter((v) => !/^(?:ASPNETCORE|DOTNET)_HTTPS?_PORTS$/.test(v.name)) : env;
  return [...byCommand, ...listensOfEnv(vars, options)];
}

/** The HEALTHCHECK that counts. Several probes in one command: any of their ports may be the one. */
function checkFact(instruction: CommandInstruction, env: readonly EnvVar[]): CheckFact {
  const site = instruction.line.whole;
  const command: CommandLine = { form: instruction.form, words: instruction.words, site };
  const all = checkOfCommand(command, env);
  const inside = all.filter((t) => !t.host || isLoopback(t.host.value));
  const targets = inside.length > 0 ? inside : all.slice(0, 1);
  const [first] = targets;
  if (!first)
    return { kind: 'healthcheck', method: 'exec', port: { alternatives: [] }, explicit: false, site, command };
  const unknown = targets.find((t) => t.port.open)?.port.open;
  const alternatives: readonly Located<Port>[] = targets.flatMap((t) => t.port.alternatives);
  return {
    kind: 'healthcheck',
    method: 'exec',
    ...(first.host ? { host: first.host } : {}),
    port: unknown ? { alternatives, open: unknown } : { alternatives },
    explicit: targets.every((t) => t.explicit),
    ...(first.scheme ? { scheme: first.scheme } : {}),
    site: first.site,
    command,
  };
}

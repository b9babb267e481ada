import type { Change, ImageFact, Port, Protocol } from '../../facts';
import { atLeast, isPortNumber, single } from '../../facts';
import type { PortSpec } from '../../model/evidence';
import type { Image, Unit } from '../../model/model';
import { unitsOfImages } from '../../model/workspace';
import { mappedFile } from '../../syntax/documents';
import type { Instruction } from '../../syntax/dockerfile';
import { parseDockerfile } from '../../syntax/dockerfile';
import type { Snapshot } from '../snapshot';
import type { Place } from './refactoring';

/** The last stage of a build, at a place of its Dockerfile that is about what it runs. */
export interface Stage {
  readonly image: Image;
  /** All of the file. */
  readonly instructions: readonly Instruction[];
  /** Of the stage, FROM the first. */
  readonly own: readonly Instruction[];
  /** Containers that run it. */
  readonly units: readonly Unit[];
}

/** Instructions at which the port of an image is on one's mind. */
const STARTS = new Set(['FROM', 'CMD', 'ENTRYPOINT', 'EXPOSE']);

/**
 * The stage that a Dockerfile builds, for a place on its FROM, CMD, ENTRYPOINT, EXPOSE or a port in it. `undefined` elsewhere, in
 * templates, and where several builds of the file end with the stage, since they may differ in anything.
 */
export function stageAt(snapshot: Snapshot, { uri, offset, found }: Place): Stage | undefined {
  const file = snapshot.files.get(uri);
  if (!file || /\.(?:ya?ml|json)$/i.test(uri)) return undefined;
  const images = snapshot.contextsAt(uri).flatMap((m) => (m.image?.fact.dockerfile === uri ? [m.image] : []));
  const { instructions, template } = parseDockerfile(mappedFile(file));
  const here = instructions.findIndex((i) => i.start <= offset && offset <= i.end);
  const at = instructions[here];
  if (!at || template || (!STARTS.has(at.keyword) && found.length === 0)) return undefined;
  const first = instructions.findLastIndex((i, k) => k <= here && i.keyword === 'FROM');
  const next = instructions.findIndex((i, k) => k > first && i.keyword === 'FROM');
  const own = first < 0 ? [] : instructions.slice(first, next < 0 ? undefined : next);
  const [from] = own;
  const ending = images.filter(
    ({ fact: { stage } }) =>
      from && stage.site.uri === uri && from.start <= stage.site.start && stage.site.end <= from.end,
  );
  const [image] = ending;
  if (!image || ending.length > 1 || image.fact.template) return undefined;
  return { image, instructions, own, units: unitsOf(snapshot, image.fact) };
}

function unitsOf({ contexts }: Snapshot, fact: ImageFact): readonly Unit[] {
  return contexts.flatMap((m) => unitsOfImages(m).filter((u) => u.image?.fact === fact));
}

/** Adds a line to a stage: in front of what starts the program, else at its end. */
export function stageLine({ own }: Stage, uri: string, text: string): Change | undefined {
  const start = own.find((i) => i.keyword === 'CMD' || i.keyword === 'ENTRYPOINT');
  if (start) return { kind: 'insert-line', uri, offset: start.start, where: 'before', text };
  const last = own.at(-1);
  if (!last || last.heredocs.length > 0) return undefined;
  return { kind: 'insert-line', uri, offset: last.end, where: 'after', text };
}

/** A port by number. */
export interface NumberedPort {
  readonly number: number;
  readonly protocol: Protocol;
}

/** Ports as numbers, each once, in order; `undefined` when one of them is not known, or is a range or a name. */
export function numbersOf(ports: readonly PortSpec[]): readonly NumberedPort[] | undefined {
  const out = new Map<string, NumberedPort>();
  for (const { port, protocol } of ports) {
    const value: Port | undefined = single(port)?.value;
    if (value?.kind !== 'number' || !isPortNumber(value.number)) return undefined;
    out.set(`${value.number}/${protocol}`, { number: value.number, protocol });
  }
  return [...out.values()].sort((a, b) => a.number - b.number);
}

/**
 * The ports that an image surely listens on: by its command or variables, by an EXPOSE of its own, or by a convention with which that
 * agrees.
 */
export function surePorts({ belief, fact }: Image): readonly NumberedPort[] | undefined {
  const ports = belief.level !== undefined && belief.level <= 9 ? numbersOf(belief.main) : undefined;
  if (!ports || atLeast(belief.certainty, 'high')) return ports;
  const exposed = numbersOf(fact.exposes.filter((e) => e.origin === 'own')) ?? [];
  const agrees = ports.every((p) => exposed.some((e) => e.number === p.number && e.protocol === p.protocol));
  return atLeast(belief.certainty, 'medium') && agrees ? ports : undefined;
}

/** Whether a container's image is surely this stage. */
export function isSurelyOf({ image }: Unit): boolean {
  return image !== undefined && atLeast(image.certainty, 'high');
}

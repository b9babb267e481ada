import type { ContainerPort, DeclaredPort, ImageFact, ListenFact, Located, Port, UnitFact, Unknown } from '../facts';
import { located, numberPort, only, weakest } from '../facts';
import type { KnownImage } from '../lore/images';
import { turnedKnob } from '../lore/images';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Belief, Evidence, PortSpec } from './evidence';
import type { BuiltImage } from './model';

/** The facts that a belief is made of. */
export interface BeliefSource {
  readonly unit?: UnitFact;
  readonly image?: BuiltImage;
  readonly known?: KnownImage;
}

/** Container-side ports that the orchestrator maps or declares. */
export function mappedPorts(ports: readonly ContainerPort[]): readonly PortSpec[] {
  return ports.map((p) => ({ port: p.container, protocol: p.protocol }));
}

/**
 * What a container listens on by the strongest evidence there is (formats.md §12.6). A deployment's own command hides
 * flags of the image's; a variable that the deployment sets hides the image's.
 */
export function beliefOf(source: BeliefSource): Belief {
  const all = [...deploymentEvidence(source.unit), ...imageEvidence(source), ...knownEvidence(source)].sort(
    (a, b) => a.level - b.level,
  );
  const level = all.find((e) => e.purpose === 'main')?.level;
  const main = all.filter((e) => e.purpose === 'main' && e.level === level);
  const certainty = main.reduce((c, e) => weakest(c, e.certainty), weakest());
  const because = openness(source, level, main);
  return because ? { level, main, all, certainty, open: because } : { level, main, all, certainty };
}

function deploymentEvidence(unit: UnitFact | undefined): readonly Evidence[] {
  return unit ? unit.listens.map((l) => fromListen(l)) : [];
}

function fromListen(l: ListenFact): Evidence {
  const { port, protocol, level, by, purpose, exclusive, certainty, site } = l;
  return { port, protocol, level, by, purpose, exclusive, certainty, site, ...(l.host ? { host: l.host } : {}) };
}

function imageEvidence({ unit, image }: BeliefSource): readonly Evidence[] {
  if (!image) return [];
  const replaced = unit?.command !== undefined || unit?.entrypoint !== undefined;
  const set = new Set(unit?.env.map((v) => v.name));
  const listens = image.fact.listens
    .filter((l) => !(l.level === 5 && replaced) && !set.has(l.by))
    .map((l) => ({ ...fromListen(l), certainty: weakest(l.certainty, image.certainty) }));
  return [...listens, ...image.fact.exposes.map((e) => fromExpose(e, image))];
}

function fromExpose(e: DeclaredPort, image: BuiltImage): Evidence {
  const own = e.origin === 'own' || e.origin === 'stage';
  return {
    port: e.port,
    protocol: e.protocol,
    level: own ? 9 : 10,
    by: own ? 'EXPOSE' : say`the base image`,
    purpose: 'main',
    exclusive: false,
    certainty: weakest(own ? 'high' : 'medium', image.certainty),
    site: e.site,
  };
}

function knownEvidence({ unit, image, known }: BeliefSource): readonly Evidence[] {
  const site = unit?.image?.alternatives[0]?.site ?? unit?.site;
  if (image || !known || !site) return [];
  return known.ports.map((p) => ({
    port: only(impliedPort(p.port, site, known)),
    protocol: p.protocol,
    level: 10,
    by: say`image \`${known.repository}\``,
    purpose: 'main',
    exclusive: false,
    certainty: known.verified ? 'high' : 'medium',
    site,
  }));
}

function impliedPort(number: number, site: Span, known: KnownImage): Located<Port> {
  const because = say`\`${known.repository}\` listens on ${number} by default`;
  return located(numberPort(number), { site, origins: [{ kind: 'implied', at: site, because }], via: [] });
}

/** Why there may be more than the evidence says; `undefined` when the evidence is all. */
function openness(
  { unit, image, known }: BeliefSource,
  level: number | undefined,
  main: readonly Evidence[],
): Unknown | undefined {
  // A configuration of which a part is not known says where a program listens, and not that it is all.
  if (level !== undefined && (level < 4 || (level === 4 && main.every((e) => e.exclusive)))) return undefined;
  if (unit?.envOpen) return unit.envOpen;
  if (unit && (unit.command || unit.entrypoint))
    return { because: say`its command is replaced by one that names no port` };
  if (image) return imageOpenness(image.fact, unit);
  if (!known) return { because: say`its image is not built in this workspace` };
  return knownMoved(unit, known);
}

function imageOpenness(image: ImageFact, unit: UnitFact | undefined): Unknown | undefined {
  if (image.open) return image.open;
  if (image.configChanged)
    return { because: say`the image changes the configuration of its base`, at: image.configChanged };
  const mount = unit?.mounts.find(
    (m) =>
      m.kind === 'config' || (m.kind === 'bind' && /\.(?:conf|cfg|ini|json|ya?ml|toml|properties)$/.test(m.target)),
  );
  return mount ? { because: say`a configuration is mounted at ${mount.target}`, at: mount.site } : undefined;
}

/** Why a known image may listen elsewhere in this unit: a variable, a flag or a mounted configuration. */
export function knownMoved(unit: UnitFact | undefined, known: KnownImage): Unknown | undefined {
  if (!unit) return undefined;
  const knob = unit.env.find((v) => turnedKnob(known, { env: [v.name] }));
  if (knob) return { because: say`\`${knob.name}\` can move its port`, at: knob.nameSite };
  const line = unit.command ?? unit.entrypoint;
  const flag = line?.words.find((w) => turnedKnob(known, { words: w.text.split(/\s+/) }));
  if (line && (flag || unit.entrypoint || line.form === 'shell'))
    return { because: say`its command can move its port`, at: line.site };
  const mount = unit.mounts.find((m) =>
    known.configPaths.some((p) => m.target === p || m.target.startsWith(`${p}/`) || p.startsWith(`${m.target}/`)),
  );
  return mount ? { because: say`a configuration is mounted at ${mount.target}`, at: mount.site } : undefined;
}

/** Evidence, mapped and exposed ports together: everything that the container may be listening on. */
export function possiblePorts(belief: Belief, unit: UnitFact | undefined): readonly PortSpec[] {
  return [...belief.all, ...mappedPorts(unit?.ports ?? []), ...(unit?.exposes ?? [])];
}

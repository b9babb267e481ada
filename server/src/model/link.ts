import type {
  BuildRequest,
  CheckFact,
  EnvVar,
  Fact,
  ImageFact,
  NetworkNamespace,
  ServiceFact,
  UnitFact,
  WorkloadFact,
} from '../facts';
import { single } from '../facts';
import { imageRepository, knownImage } from '../lore/images';
import type { Context } from '../stacks/stack';
import { beliefOf, mappedPorts, possiblePorts } from './belief';
import { withConfigs } from './configs';
import { connectionsOf } from './connect';
import { nameIndex } from './names';
import { linkObjects } from './references';
import type { BuiltImage, ContextModel, Image, Mutable, Service, Unit, Workload } from './model';
import { labelIndex, selectWorkloads } from './select';

/** How the model gets at images of other contexts. */
export interface Images {
  /** The image that a build request gives; `undefined` when its Dockerfile is absent or not read. */
  built(request: BuildRequest): ImageFact | undefined;
  /** The image of the workspace that is published under a name, given as `imageRepository` takes it from references. */
  named(repository: string): BuiltImage | undefined;
}

/** Makes the links of one context. The result is deterministic in the order of the facts. */
export function linkContext(context: Context, given: readonly Fact[], images: Images): ContextModel {
  const facts = withConfigs(given);
  const workloads = facts.filter((f) => f.kind === 'workload').map((f) => linkWorkload(f, context, images));
  shareNamespaces(workloads);
  const services = facts
    .filter((f) => f.kind === 'service')
    .map((f): Mutable<Service> => ({ fact: f, context, selected: [], routes: [] }));
  const labels = labelIndex(workloads);
  for (const service of services) selectWorkloads(service, labels);
  const image = facts.find((f) => f.kind === 'image');
  const base = {
    context,
    workloads,
    units: workloads.flatMap((w) => w.units),
    services,
    networks: new Map(facts.filter((f) => f.kind === 'network').map((n) => [n.key, n])),
    configs: facts.filter((f) => f.kind === 'config'),
    builds: facts.flatMap((f) => (f.kind === 'image-build' ? [f.build] : [])),
    problems: facts.filter((f) => f.kind === 'problem'),
  };
  const linked = image ? { ...base, image: linkImage(image) } : base;
  const names = nameIndex(linked);
  return { ...linked, connections: connectionsOf(linked, names), objects: linkObjects(facts, linked, names) };
}

function linkWorkload(fact: WorkloadFact, context: Context, images: Images): Mutable<Workload> {
  const workload: Mutable<Workload> = { fact, context, units: [], netns: undefined, sharing: [], selectedBy: [] };
  workload.units = fact.units.map((u) => linkUnit(u, workload, images));
  workload.sharing = [workload];
  return workload;
}

/** All of a unit but its place in the context. */
type UnitParts = Omit<Unit, 'workload'>;

const unitParts = new WeakMap<UnitFact, UnitParts>();

function linkUnit(fact: UnitFact, workload: Workload, images: Images): Unit {
  const image = imageOf(fact, images);
  let parts = unitParts.get(fact);
  if (!parts || !sameImage(parts.image, image)) {
    parts = partsOf(fact, workload.fact.platform, image);
    unitParts.set(fact, parts);
  }
  return { ...parts, workload };
}

function sameImage(a: BuiltImage | undefined, b: BuiltImage | undefined): boolean {
  return a === b || (a?.fact === b?.fact && a?.certainty === b?.certainty && a?.request === b?.request);
}

function partsOf(fact: UnitFact, platform: string, image: BuiltImage | undefined): UnitParts {
  const reference = single(fact.image)?.value;
  const base = image ? single(image.fact.base)?.value : undefined;
  const known = knownImage(image ? (base ?? '') : (reference ?? ''));
  const source = { unit: fact, ...(image ? { image } : {}), ...(known ? { known } : {}) };
  const belief = beliefOf(source);
  return {
    fact,
    ...(image ? { image } : {}),
    ...(known ? { known } : {}),
    env: environmentOf(fact, image?.fact),
    belief,
    checks: checksOf(fact, image?.fact, platform),
    mapped: mappedPorts(fact.ports),
    possible: possiblePorts(belief, fact),
  };
}

const repositories = new WeakMap<UnitFact, { readonly name: string | undefined }>();

/** The name under which a unit's image is published, if it has one. */
function repositoryOf(fact: UnitFact): string | undefined {
  const known = repositories.get(fact);
  if (known) return known.name;
  const reference = single(fact.image)?.value;
  const name = reference === undefined ? undefined : imageRepository(reference);
  repositories.set(fact, { name });
  return name;
}

function imageOf(fact: UnitFact, images: Images): BuiltImage | undefined {
  if (fact.build) {
    const built = images.built(fact.build);
    return built && { fact: built, certainty: built.template ? 'low' : fact.build.certainty, request: fact.build };
  }
  const repository = repositoryOf(fact);
  return repository === undefined ? undefined : images.named(repository);
}

function environmentOf(unit: UnitFact, image: ImageFact | undefined): ReadonlyMap<string, EnvVar> {
  const env = new Map<string, EnvVar>();
  for (const v of image?.env ?? []) env.set(v.name, v);
  for (const v of unit.env) env.set(v.name, v);
  return env;
}

/** Kubernetes ignores the HEALTHCHECK of an image; the other platforms run it unless the deployment has its own. */
function checksOf(unit: UnitFact, image: ImageFact | undefined, platform: string): readonly CheckFact[] {
  if (platform === 'kubernetes' || unit.checks.some((c) => c.kind === 'healthcheck')) return unit.checks;
  return image?.check ? [...unit.checks, image.check] : unit.checks;
}

function linkImage(fact: ImageFact): Image {
  const known = knownImage(single(fact.base)?.value ?? '');
  const belief = beliefOf({ image: { fact, certainty: 'certain' }, ...(known ? { known } : {}) });
  return { fact, ...(known ? { known } : {}), belief, possible: possiblePorts(belief, undefined) };
}

/** Follows `network_mode: service:x` to the owner of the namespace; a cycle has none. */
function shareNamespaces(workloads: readonly Mutable<Workload>[]): void {
  const sharers = workloads.filter((w) => w.fact.network.kind === 'shared');
  for (const w of workloads) w.netns = w;
  if (sharers.length === 0) return;
  const byName = (by: 'service' | 'container', name: string) =>
    workloads.find((w) =>
      w.fact.names.some((n) => n.name === name && n.kind === (by === 'service' ? 'service' : 'container-name')),
    );
  for (const w of sharers) {
    let owner: Workload | undefined = w;
    for (let steps = 0; owner?.fact.network.kind === 'shared'; steps++) {
      const network: NetworkNamespace & { kind: 'shared' } = owner.fact.network;
      owner = steps > workloads.length ? undefined : byName(network.by, network.with.value);
    }
    w.netns = owner;
  }
  const members = new Map<Workload, Workload[]>();
  for (const w of sharers) if (w.netns) members.set(w.netns, [...(members.get(w.netns) ?? []), w]);
  for (const [owner, others] of members) {
    const sharing = [owner, ...others];
    for (const w of sharing) (w as Mutable<Workload>).sharing = sharing;
  }
}

/** Whether a service fact is a whole object, so that what it lacks is really lacking. */
export function isWhole(service: ServiceFact): boolean {
  return !service.fragment && !service.open;
}

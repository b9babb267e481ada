import type { BuildRequest, Fact, ImageFact } from '../facts';
import { single } from '../facts';
import { imageRepository } from '../lore/images';
import type { BuiltImage } from '../model/model';
import type { Images } from '../model/link';
import { imageRequestId } from '../stacks/imageBuild';
import type { Slot } from './contexts';

/** Where images of the workspace are found: by the request that builds them, and by the name they are given. */
export interface ImageIndex {
  readonly byRequest: ReadonlyMap<string, ImageFact>;
  readonly byName: ReadonlyMap<string, BuiltImage>;
  readonly byLastSegment: ReadonlyMap<string, BuiltImage>;
}

const builtImages = new WeakMap<ImageFact, Map<string, BuiltImage>>();

function built(fact: ImageFact, certainty: BuiltImage['certainty'], request: BuildRequest): BuiltImage {
  const known = builtImages.get(fact) ?? new Map<string, BuiltImage>();
  builtImages.set(fact, known);
  const key = `${certainty} ${imageRequestId(request)}`;
  const made = known.get(key) ?? { fact, certainty: fact.template ? 'low' : certainty, request };
  known.set(key, made);
  return made;
}

/** What one slot adds to the index. */
interface Contribution {
  readonly image?: ImageFact;
  readonly tagged: readonly Tagged[];
}

/** A build whose result is given a name. */
interface Tagged {
  readonly repository: string;
  readonly build: BuildRequest;
}

const contributions = new WeakMap<readonly Fact[], Contribution>();

function contributionOf(facts: readonly Fact[]): Contribution {
  const known = contributions.get(facts);
  if (known) return known;
  const tagged: Tagged[] = [];
  let image: ImageFact | undefined;
  for (const fact of facts) {
    if (fact.kind === 'image') image = fact;
    if (fact.kind === 'image-build') {
      const repository = imageRepository(fact.name.value);
      if (repository) tagged.push({ repository, build: fact.build });
    }
    if (fact.kind !== 'workload') continue;
    for (const { build, image: named } of fact.units) {
      const reference = build && single(named)?.value;
      const repository = reference === undefined ? undefined : imageRepository(reference);
      if (build && repository) tagged.push({ repository, build });
    }
  }
  const made = image ? { image, tagged } : { tagged };
  contributions.set(facts, made);
  return made;
}

/**
 * The index over all slots. A name that two different builds claim belongs to neither. Gives `former` back when it says
 * the same, so that what was linked by it need not be asked again.
 */
export function imageIndex(slots: Iterable<Slot>, former?: ImageIndex): ImageIndex {
  const byRequest = new Map<string, ImageFact>();
  const tagged: Tagged[] = [];
  for (const slot of slots) {
    const own = contributionOf(slot.facts);
    if (own.image) byRequest.set(slot.request.id, own.image);
    tagged.push(...own.tagged);
  }
  const made = { byRequest, ...names(tagged, byRequest) };
  const same =
    former &&
    sameEntries(former.byRequest, byRequest) &&
    sameEntries(former.byName, made.byName) &&
    sameEntries(former.byLastSegment, made.byLastSegment);
  return same ? former : made;
}

function sameEntries<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}

function names(
  tagged: readonly Tagged[],
  byRequest: ReadonlyMap<string, ImageFact>,
): Pick<ImageIndex, 'byName' | 'byLastSegment'> {
  const byName = new Map<string, BuiltImage | undefined>();
  const byLastSegment = new Map<string, BuiltImage | undefined>();
  for (const { repository, build } of tagged) {
    const fact = byRequest.get(imageRequestId(build));
    if (!fact) continue;
    claim(byName, repository, built(fact, 'high', build));
    claim(byLastSegment, repository.slice(repository.lastIndexOf('/') + 1), built(fact, 'medium', build));
  }
  return { byName: settled(byName), byLastSegment: settled(byLastSegment) };
}

function claim(names: Map<string, BuiltImage | undefined>, name: string, image: BuiltImage): void {
  if (!names.has(name)) names.set(name, image);
  else if (names.get(name)?.fact !== image.fact) names.set(name, undefined);
}

function settled(names: ReadonlyMap<string, BuiltImage | undefined>): ReadonlyMap<string, BuiltImage> {
  const out = new Map<string, BuiltImage>();
  for (const [name, image] of names) if (image) out.set(name, image);
  return out;
}

/** What linking was told about images, for deciding whether a model still holds. */
export interface RecordedImages extends Images {
  readonly asked: ReadonlyMap<string, ImageFact | BuiltImage | undefined>;
}

/** Images for linking one context; every answer is recorded under a key that {@link imageAnswer} understands. */
export function recordedImages(index: ImageIndex): RecordedImages {
  const asked = new Map<string, ImageFact | BuiltImage | undefined>();
  const ask = (key: string): ImageFact | BuiltImage | undefined => {
    const found = imageAnswer(index, key);
    asked.set(key, found);
    return found;
  };
  return {
    asked,
    built: (request) => ask(`build ${imageRequestId(request)}`) as ImageFact | undefined,
    named: (repository) => ask(`name ${repository}`) as BuiltImage | undefined,
  };
}

/** The answer that the index gives to a recorded question. */
export function imageAnswer(index: ImageIndex, key: string): ImageFact | BuiltImage | undefined {
  if (key.startsWith('build ')) return index.byRequest.get(key.slice(6));
  const repository = key.slice(5);
  return index.byName.get(repository) ?? index.byLastSegment.get(repository.slice(repository.lastIndexOf('/') + 1));
}

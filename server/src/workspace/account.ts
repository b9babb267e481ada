import { CONFIGURATION_FILES, isConfigurationFile } from '../configuration/files';
import { PORTS_FILE } from '../features/portsDocument';
import { shortName } from '../features/markdown';
import type { Format } from '../formats/format';
import { fixtureFolder } from '../lore/fileRole';
import type { Context } from '../stacks/stack';
import { say } from '../text/say';
import type { Uri } from '../text/span';
import { folderOf, relativePath } from '../text/uri';
import type { Workspace } from './workspace';

/** Why a file is in the index or not. */
export interface Account {
  /** Whether something of it is charted. */
  readonly indexed: boolean;
  /** Sentences, the most important first. */
  readonly because: readonly string[];
}

/** Parts of one stack that are told by name. */
const NAMES_LIMIT = 4;

/**
 * Why a file, there or not, is in the index or is left out of it: from what the workspace knows and, for files that it never
 * listed, by looking at the folders on the way. `formats` are those that read files of the workspace.
 */
export async function accountOf(workspace: Workspace, uri: Uri, formats: readonly Format[]): Promise<Account> {
  if (!workspace.indexed) return left(say`The workspace is still being read. Ask again in a moment.`);
  const { snapshot } = workspace;
  const state = workspace.engine.state(uri);
  const why = await workspace.whyLeftOut(uri);
  if (typeof state === 'object') {
    const read = ofText(workspace, uri, formats);
    // What is ignored is read all the same when a file names it.
    return why ? { ...read, because: [...read.because, say`Files name it, though ${why.because}.`] } : read;
  }
  if (why)
    return left(
      why.at === uri
        ? say`It is not read: ${why.because}.`
        : say`It is not read, because of its folder \`${shortName(why.at, snapshot.roots)}\`: ${why.because}.`,
    );
  if (state === 'listed')
    return left(say`Portolan reads no files of this name, and no file that it reads names this one.`);
  if (state === 'skipped') return left(say`It is not read: it cannot be read.`);
  return left(say`There is no such file, or it was saved only now.`);
}

function left(because: string): Account {
  return { indexed: false, because: [because] };
}

function ofText({ snapshot }: Workspace, uri: Uri, formats: readonly Format[]): Account {
  const because: string[] = [];
  if (isConfigurationFile(uri, snapshot.roots))
    because.push(
      uri.endsWith(`/${CONFIGURATION_FILES.at(-1)}`)
        ? say`The key \`portolan\` in it is read, as the configuration of its folder.`
        : say`It is read as the configuration of its folder.`,
    );
  if (snapshot.roots.some((root) => uri === `${root}/${PORTS_FILE}`))
    because.push(say`It is the document of ports of its folder, and compared with what there is.`);
  const contexts = snapshot.contextsAt(uri).map((model) => model.context);
  const parts = [...new Set(contexts.map((c) => partOf(c)))].sort();
  if (parts.length > 0) {
    const more = parts.length - NAMES_LIMIT;
    const shown = parts.slice(0, NAMES_LIMIT).join('; ');
    because.unshift(more > 0 ? say`It is charted as ${shown}; and ${more} more.` : say`It is charted as ${shown}.`);
    if (contexts.every((c) => c.quiet)) because.push(quietIn(uri, snapshot.roots));
    return { indexed: true, because };
  }
  if (because.length > 0) return { indexed: true, because };
  const titles = formats.filter((f) => f.detect(uri)).map((f) => `\`${f.title}\``);
  return left(
    titles.length > 0
      ? say`It is read, since files of its name may be ${titles.join(', ')}, but it holds nothing that is charted.`
      : say`It is read, since another file names it, but it holds nothing that is charted.`,
  );
}

/** What a file takes part in, by the kind of its stack. */
function partOf({ stack, name }: Context): string {
  const shown = `\`${name.replaceAll('`', 'ˋ')}\``;
  switch (stack) {
    case 'compose':
      return say`part of the Compose project ${shown}`;
    case 'manifests':
      return say`Kubernetes manifests of ${shown}`;
    case 'kustomize':
      return say`part of the kustomization ${shown}`;
    case 'helm':
      return say`part of the chart ${shown}`;
    case 'image-build':
      return say`the build of the image ${shown}`;
    default:
      return say`a file of ${shown}`;
  }
}

function quietIn(uri: Uri, roots: readonly Uri[]): string {
  const folder = fixtureFolder(relativePath(folderOf(roots, uri) ?? '', uri)) ?? '';
  return say`Findings in it are not reported, since \`${folder}\` holds test data; the setting \`portolan.checkFixtures\` changes that.`;
}

import { isLocalPath } from '../../lore/kustomization';
import { parentOf } from '../../lore/folders';
import type { Node } from '../../syntax/tree';
import { get, itemsOf, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';
import { kustomizationRoot } from './build';

/** A kustomization as others see it. */
interface Head {
  readonly file: SourceFile;
  readonly directory: Uri;
  readonly component: boolean;
  /** Paths that may be directories of other kustomizations. */
  readonly uses: readonly Uri[];
}

const heads = new WeakMap<SourceFile, { readonly head: Head | undefined }>();

function headOf(file: SourceFile): Head | undefined {
  const known = heads.get(file);
  if (known) return known.head;
  const root = kustomizationRoot(file);
  const head = root && isOwn(root) ? readHead(file, root) : undefined;
  heads.set(file, { head });
  return head;
}

/** Whether it is for Kustomize: Flux has a kind of the same name, whose files may be called so. */
function isOwn(root: Node): boolean {
  const apiVersion = textOf(get(root, 'apiVersion'));
  return apiVersion === undefined || apiVersion.startsWith('kustomize.config.k8s.io/');
}

function readHead(file: SourceFile, root: Node): Head {
  const directory = parentOf(file.uri);
  const uses = ['resources', 'bases', 'components'].flatMap((key) =>
    itemsOf(get(root, key)).flatMap((item) => {
      const path = textOf(item);
      return path !== undefined && isLocalPath(path) ? [joinUri(directory, path)] : [];
    }),
  );
  return { file, directory, component: textOf(get(root, 'kind')) === 'Component', uses };
}

/**
 * The kustomizations that no other one uses: what is built in the end. Of those that only use one another in a circle the
 * first counts. Components alone are nothing.
 */
export function rootsOf(files: readonly SourceFile[]): readonly SourceFile[] {
  const all = files.flatMap((f) => headOf(f) ?? []);
  const byDirectory = new Map(all.map((h) => [h.directory, h]));
  const used = new Set(all.flatMap((h) => h.uses.filter((u) => u !== h.directory)));
  const reached = new Set<Uri>();
  const reach = (head: Head): void => {
    const open = [head];
    for (let next = open.pop(); next; next = open.pop()) {
      if (reached.has(next.directory)) continue;
      reached.add(next.directory);
      for (const uri of next.uses) {
        const below = byDirectory.get(uri);
        if (below) open.push(below);
      }
    }
  };
  const roots = all.filter((h) => !h.component && !used.has(h.directory));
  for (const head of roots) reach(head);
  for (const head of all) {
    if (head.component || reached.has(head.directory)) continue;
    roots.push(head);
    reach(head);
  }
  return roots.map((h) => h.file);
}

import { documentTree, documentsOf } from '../../syntax/documents';
import type { SourceFile } from '../../text/source';
import { applicationSetReleases, applicationReleases } from './argo';
import { fluxReleases } from './flux';
import { helmfileReleases } from './helmfile';
import type { Release } from './release';

const known = new WeakMap<SourceFile, readonly Release[]>();

/** Whether a file may describe releases, told by its name and the heads of its documents. */
export function mayRelease(file: SourceFile): boolean {
  if (isHelmfile(file.uri)) return true;
  if (!/\bkind:\s*["']?(?:Application|ApplicationSet|HelmRelease)\b/.test(file.text)) return false;
  return documentsOf(file).some(({ head }) => isReleaseKind(head.apiVersion, head.kind));
}

/** The releases that a file describes, in order; the same objects for the same file. Those with unknown values are not among them. */
export function releasesOf(file: SourceFile): readonly Release[] {
  const made = known.get(file) ?? read(file);
  known.set(file, made);
  return made;
}

function read(file: SourceFile): readonly Release[] {
  return documentsOf(file).flatMap((document) => {
    const { apiVersion, kind } = document.head;
    const releaseKind = isReleaseKind(apiVersion, kind);
    if (!releaseKind && !isHelmfile(file.uri)) return [];
    const root = documentTree(document);
    if (!root) return [];
    if (!releaseKind) return helmfileReleases(root);
    if (kind === 'Application') return applicationReleases(root);
    return kind === 'ApplicationSet' ? applicationSetReleases(root) : fluxReleases(root);
  });
}

function isHelmfile(uri: string): boolean {
  return /\/helmfile(?:\.[\w-]+)?\.ya?ml$|\/helmfile\.d\/[^/]+\.ya?ml$/.test(uri);
}

function isReleaseKind(apiVersion: string | undefined, kind: string | undefined): boolean {
  if (kind === 'HelmRelease') return apiVersion?.startsWith('helm.toolkit.fluxcd.io/') === true;
  return (kind === 'Application' || kind === 'ApplicationSet') && apiVersion?.startsWith('argoproj.io/') === true;
}

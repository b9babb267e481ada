import type { Uri } from '../text/span';

/**
 * Whether an entry of `resources:` and the like is a path below or beside the kustomization; everything else is fetched by
 * Kustomize from somewhere, or is text that stands in for a file.
 */
export function isLocalPath(text: string): boolean {
  return (
    text !== '' &&
    text.length < 1000 &&
    !/[\n\r]|:\/\/|^git@|[?{}]|^\//.test(text) &&
    !/^[\w.-]+\.\w+\/[\w.-]+\/[\w.-]+.*(?:\.git|\/\/)/.test(text) &&
    !/^(?:github|gitlab|bitbucket)\.\w+[/:]/.test(text)
  );
}

/** The names that a kustomization may have, in the order in which Kustomize looks for them. */
export const KUSTOMIZATION_NAMES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file is a kustomization by its name. */
export function isKustomization(uri: Uri): boolean {
  return KUSTOMIZATION_NAMES.includes(uri.slice(uri.lastIndexOf('/') + 1));
}

import { problemRule } from './rule';

/** A13: a strategic merge patch adds a port where it most likely meant to change one. */
export const kustomizePortPatchAppends = problemRule({
  id: 'kustomize-port-patch-appends',
  summary: 'A Kustomize patch that is to change a port number adds a second port instead.',
  category: 'consistency',
  severity: 'warning',
  since: '0.2.0',
  fixable: true,
  docs: {
    why: 'A strategic merge patch tells container ports apart by `containerPort` and Service ports by `port`. An item with another number is therefore another port: Kustomize adds it and leaves the one of the base as it is. The probes, Services and policies that use the old number go on doing so.',
    howToFix:
      'Delete the old port in the same patch (`$patch: delete` with its number), replace the whole list (`- $patch: replace`), or change the number with a JSON 6902 patch.',
    whenToIgnore:
      'When both ports are wanted. Left alone on purpose: patches that add a port under another name, that add several, or that add one without a name and hold a `$patch` directive, and custom resources, whose lists are replaced.',
  },
});

import type { StackKind } from '../stack';
import { assembleProject } from './assemble';
import { discoverProjects } from './discover';

/**
 * Compose projects. One context is one set of files as Compose would load it: interpolated, extended, included, merged.
 * Variables have the values of `.env`; what a shell may set is unknown.
 */
export const compose: StackKind = {
  id: 'compose',
  discover: discoverProjects,
  parses: ({ head }) => head.keys.includes('services') && head.kind === undefined,
  assemble: (request, reader) => assembleProject(request, reader),
};

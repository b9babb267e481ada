import type { StackKind } from '../stack';
import { assembleProject } from './assemble';
import { discoverProjects } from './discover';
import { sketchOf } from './sketch';

/**
 * Compose projects. One context is one set of files as Compose would load it: interpolated, extended, included, merged.
 * Variables have the values of `.env`; what a shell may set is unknown.
 */
export const compose: StackKind = {
  id: 'compose',
  discover: discoverProjects,
  glance: sketchOf,
  parses: ({ head }) => head.keys.includes('services') && head.kind === undefined,
  parsesToDiscover: true,
  assemble: (request, reader) => assembleProject(request, reader),
};

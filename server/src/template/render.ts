import type { Program } from './program';
import type { RenderEntry, RenderOptions, Rendering } from './result';

/** Evaluates entries in their order (see `helmOrder`). Total; stops at its budgets with notes. */
export function render(_program: Program, _entries: readonly RenderEntry[], _options: RenderOptions = {}): Rendering {
  return { files: [], reads: [], evaluations: new Map(), notes: [] };
}

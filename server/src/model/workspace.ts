import type { ContextModel } from './model';

/** What joins contexts: rules over it see all contexts at once. */
export interface WorkspaceModel {
  /** Sorted by context id. */
  readonly contexts: readonly ContextModel[];
}

import type { ContextModel, Unit } from './model';

/** What joins contexts: rules over it see all contexts at once. */
export interface WorkspaceModel {
  /** Sorted by context id. */
  readonly contexts: readonly ContextModel[];
}

const imageUnits = new WeakMap<ContextModel, readonly Unit[]>();

/** The units of a context that run an image which the workspace builds; the same list for the same model. */
export function unitsOfImages(model: ContextModel): readonly Unit[] {
  const known = imageUnits.get(model);
  if (known) return known;
  const made = model.units.filter((u) => u.image !== undefined);
  imageUnits.set(model, made);
  return made;
}

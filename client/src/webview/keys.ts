import type { ArrowKey } from './steps';

/** What keys do to the thing that has the focus, told by its id. */
export interface KeyActions {
  readonly act: (id: string) => void;
  readonly fold: (id: string) => void;
  readonly step: (id: string, key: ArrowKey) => void;
  readonly escape: () => void;
}

/** Enter acts, Space folds and unfolds, arrows go on, Escape leaves. */
export function onKeys(frame: HTMLElement, { act, fold, step, escape }: KeyActions): void {
  frame.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (!(target instanceof SVGGElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { id, fold: folds } = target.dataset;
    if (folds !== undefined && (key === 'Enter' || key === ' ')) fold(folds);
    else if (key === 'Escape') escape();
    else if (id === undefined) return;
    else if (key === 'Enter') act(id);
    else if (key === ' ') fold(id);
    else if (isArrow(key)) step(id, key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

const isArrow = (key: string): key is ArrowKey => /^Arrow(?:Left|Right|Up|Down)$/.test(key);

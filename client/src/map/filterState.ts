import * as vscode from 'vscode';
import { EVERYTHING, isFiltering, readFilter, type MapFilter } from '../../../shared/src/mapFilter';
import { MapContext } from './ids';

/** The one filter of tree and picture; the workspace remembers it. */
export interface FilterState extends vscode.Disposable {
  readonly filter: () => MapFilter;
  readonly onDidChange: vscode.Event<MapFilter>;
  /** Changes what is named and leaves the rest. */
  readonly change: (part: Partial<MapFilter>) => void;
  readonly clear: () => void;
}

const KEY = 'portolan.map.filter';

/** Restores the filter that the workspace remembers. */
export function createFilterState(memento: vscode.Memento): FilterState {
  const changed = new vscode.EventEmitter<MapFilter>();
  let filter = readFilter(memento.get(KEY));
  const set = (next: MapFilter): void => {
    if (JSON.stringify(next) === JSON.stringify(filter)) return;
    filter = next;
    void memento.update(KEY, isFiltering(filter) ? filter : undefined);
    tellConditions(filter);
    changed.fire(filter);
  };
  tellConditions(filter);
  return {
    filter: () => filter,
    onDidChange: changed.event,
    change: (part) => set(readFilter({ ...filter, ...part })),
    clear: () => set(EVERYTHING),
    dispose: () => changed.dispose(),
  };
}

function tellConditions(filter: MapFilter): void {
  const tell = (key: string, value: boolean): void => {
    void vscode.commands.executeCommand('setContext', key, value);
  };
  tell(MapContext.publicOnly, filter.publicOnly);
  tell(MapContext.brokenOnly, filter.brokenOnly);
  tell(MapContext.filtered, isFiltering(filter));
}

/** What the filter lets through, in a few words; undefined when it lets through everything. */
export function filterText(filter: MapFilter, nameOf: (environment: string) => string): string | undefined {
  if (!isFiltering(filter)) return undefined;
  const parts = [
    ...(filter.publicOnly ? [vscode.l10n.t('public ports')] : []),
    ...(filter.brokenOnly ? [vscode.l10n.t('ports with findings')] : []),
    ...(filter.service === '' ? [] : [vscode.l10n.t('services like “{0}”', filter.service)]),
    ...filter.environments.map(nameOf),
  ];
  return vscode.l10n.t('Only {0}', parts.join(', '));
}

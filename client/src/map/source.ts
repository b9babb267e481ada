import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { mapChangedMethod, watchMapMethod, type WatchMapParams } from '../../../shared/src/mapWatch';
import { portMapMethod, type MapPlace, type PortMap } from '../../../shared/src/portMap';
import type { Lifecycle } from '../lifecycle';

/** The map of ports as the server has it, kept up to date while somebody looks at it. */
export interface MapSource extends vscode.Disposable {
  /** The last map; undefined before the first one. */
  readonly map: () => PortMap<MapPlace> | undefined;
  /** Fires when the map is another one. */
  readonly onDidChange: vscode.Event<PortMap<MapPlace>>;
  /** From now on somebody looks at the map, until the result is disposed. */
  readonly watch: () => vscode.Disposable;
  /** To be told when the index is ready: it may be another server's. */
  readonly ready: () => void;
}

/** Makes the source; nothing is asked of the server before the first watcher. */
export function createMapSource(lifecycle: Lifecycle, output: vscode.LogOutputChannel): MapSource {
  const changed = new vscode.EventEmitter<PortMap<MapPlace>>();
  let map: PortMap<MapPlace> | undefined;
  let text = '';
  let watchers = 0;
  let told: { readonly client: BaseLanguageClient; readonly listening: vscode.Disposable } | undefined;

  /** Tells the server whether somebody looks; a server that was started meanwhile is told too. */
  const tell = (): void => {
    const client = lifecycle.session()?.client;
    const on = watchers > 0;
    if (!client || (on && told?.client === client)) return;
    told?.listening.dispose();
    told = on ? { client, listening: client.onNotification(mapChangedMethod, ask) } : undefined;
    void client.sendNotification(watchMapMethod, { on } satisfies WatchMapParams).catch(() => undefined);
  };

  const ask = coalesced(async () => {
    const client = watchers > 0 ? lifecycle.session()?.client : undefined;
    if (!client) return;
    try {
      await client.start(); // resolves once it is up; starts no second server
      take(await client.sendRequest<PortMap<MapPlace>>(portMapMethod));
    } catch (error) {
      output.warn(`The map of ports could not be had: ${String(error)}`);
    }
  });
  const take = (fresh: PortMap<MapPlace>): void => {
    const freshText = JSON.stringify(fresh);
    if (freshText === text) return;
    text = freshText;
    changed.fire((map = fresh));
  };

  return {
    map: () => map,
    onDidChange: changed.event,
    watch() {
      watchers += 1;
      tell();
      ask();
      let over = false;
      return new vscode.Disposable(() => {
        if (over) return;
        over = true;
        watchers -= 1;
        if (watchers === 0) tell();
      });
    },
    ready() {
      const isKnown = told !== undefined && told.client === lifecycle.session()?.client;
      if (watchers === 0 || (isKnown && map)) return; // the server tells of changes
      tell();
      ask();
    },
    dispose() {
      told?.listening.dispose();
      changed.dispose();
    },
  };
}

/**
 * The work as something that can be asked for at any time: it never runs twice at once, and when it is asked for while it
 * runs, it runs once more. It must not reject.
 */
function coalesced(work: () => Promise<void>): () => void {
  let wanted = false;
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    while (wanted) {
      wanted = false;
      await work();
    }
    running = false;
  };
  return () => {
    wanted = true;
    if (!running) void run();
  };
}

import * as vscode from 'vscode';
import { filtered, withNeighbours } from '../../../shared/src/mapFilter';
import { mapPlaces, type MapPlace, type PortMap } from '../../../shared/src/portMap';
import { visible } from '../../../shared/src/visible';
import type { FilterState } from './filterState';
import { pageHtml } from './html';
import type { ExportMessage, FromPage, PictureFormat, PictureState, ToPage } from './messages';
import { pageTexts } from './pageTexts';
import { goTo } from './places';
import { pathOf, savePicture } from './save';
import type { MapSource } from './source';

/** What a page shows, and from where it is loaded. */
export interface PageParts {
  readonly extension: vscode.Uri;
  readonly source: MapSource;
  readonly filters: FilterState;
}

/** A panel with its page. */
export interface Page {
  readonly panel: vscode.WebviewPanel;
  /** What the page said last. */
  readonly state: () => PictureState | undefined;
  readonly save: (format?: PictureFormat, target?: vscode.Uri) => Promise<void>;
  /** Sends the message once the page listens. */
  readonly tell: (message: ToPage) => void;
}

/**
 * Fills a panel with the page, and keeps it up to date while it can be seen. The editor throws a hidden page away; the one that
 * takes its place says that it listens, and finds its own state.
 */
export function openPage(panel: vscode.WebviewPanel, parts: PageParts, closed: () => void): Page {
  const { source, filters } = parts;
  const channel = channelTo(panel.webview);
  const picture = pictureFrom(channel);
  let state: PictureState | undefined;
  let watching: vscode.Disposable | undefined;
  let sequence = 0;

  const sendMap = (): void => {
    if (!channel.listens()) return;
    const message = mapMessage(source, filters, sequence + 1);
    if (!message) return;
    sequence += 1;
    channel.tell(message);
  };
  const look = (): void => {
    if (panel.visible) watching ??= source.watch();
    else {
      channel.close();
      watching?.dispose();
      watching = undefined;
    }
  };
  const save: Page['save'] = async (format, target) => {
    const map = drawnMap(source, filters);
    if (map)
      await savePicture({ map, svg: () => picture.ask({ kind: 'export', paths: pathsOf(map) }) }, format, target);
  };
  const heard = (message: FromPage): void => {
    switch (message.kind) {
      case 'ready':
        channel.open([{ kind: 'start', texts: pageTexts() }]);
        picture.askAgain();
        return sendMap();
      case 'drawn':
        state = message;
        return undefined;
      case 'open':
        return isOnMap(message.place, source) ? void goTo(message.place, beside(panel)) : undefined;
      case 'filter':
        return filters.change(message.change);
      case 'save':
        return void save(message.format);
      case 'exported':
        return picture.answer(message.svg);
    }
  };
  const subscriptions = vscode.Disposable.from(
    panel.webview.onDidReceiveMessage(heard),
    panel.onDidChangeViewState(look),
    source.onDidChange(sendMap),
    filters.onDidChange(sendMap),
  );
  panel.onDidDispose(() => {
    watching?.dispose();
    picture.answer(undefined);
    subscriptions.dispose();
    closed();
  });
  const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(parts.extension, 'media', `portmap-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.html = htmlFor(panel.webview, parts.extension);
  look();
  return { panel, state: () => state, save, tell: channel.tell };
}

/** The way to a page that may not listen yet. */
interface Channel {
  readonly listens: () => boolean;
  /** The page listens: it is told these first, then what has waited. */
  readonly open: (first: readonly ToPage[]) => void;
  /** The page is gone; what comes now waits for the next one. */
  readonly close: () => void;
  readonly tell: (message: ToPage) => void;
}

function channelTo(webview: vscode.Webview): Channel {
  let listens = false;
  let waiting: ToPage[] = [];
  const send = (message: ToPage): void => void webview.postMessage(message);
  return {
    listens: () => listens,
    open(first) {
      listens = true;
      for (const message of [...first, ...waiting]) send(message);
      waiting = [];
    },
    close() {
      listens = false;
    },
    tell(message) {
      if (listens) send(message);
      else waiting.push(message);
    },
  };
}

/** Asks a page for its picture. One that is thrown away before it answers is asked again when it comes back. */
function pictureFrom(channel: Channel) {
  let wanted: ExportMessage | undefined;
  let waiting: ((svg: string | undefined) => void)[] = [];
  const askAgain = (): void => {
    if (wanted && channel.listens()) channel.tell(wanted);
  };
  return {
    askAgain,
    ask: (message: ExportMessage): Promise<string | undefined> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wanted = message;
        askAgain();
      }),
    /** The picture; undefined when none will come. */
    answer(svg: string | undefined): void {
      const all = waiting;
      [wanted, waiting] = [undefined, []];
      for (const resolve of all) resolve(svg);
    },
  };
}

/** What passes the filter, with the neighbours that belong to it; undefined before the first map. */
function drawnMap(source: MapSource, filters: FilterState): PortMap<MapPlace> | undefined {
  const whole = source.map();
  return whole && withNeighbours(whole, filtered(whole, filters.filter()), filters.filter());
}

/** Whether a place is in a file of the map. The page draws names that others chose, so what it asks for is not taken on trust. */
function isOnMap({ uri }: MapPlace, source: MapSource): boolean {
  const map = source.map();
  let found = false;
  if (map) mapPlaces(map, (place) => (found ||= place.uri === uri));
  return found;
}

/** The paths of all files of a map by their addresses. */
function pathsOf(map: PortMap<MapPlace>): Readonly<Record<string, string>> {
  const uris = new Set<string>();
  mapPlaces(map, ({ uri }) => uris.add(uri));
  return Object.fromEntries([...uris].map((uri) => [uri, pathOf(uri)]));
}

function mapMessage(source: MapSource, filters: FilterState, sequence: number): ToPage | undefined {
  const map = drawnMap(source, filters);
  if (!map) return undefined;
  const all = source.map()?.environments ?? [];
  const environments = all.map((e) => ({ id: e.id, name: visible(e.name), source: visible(e.source) }));
  return { kind: 'map', sequence, map, filter: filters.filter(), environments };
}

/** Sources open where the user has others, not over the picture. */
function beside({ viewColumn }: vscode.WebviewPanel): vscode.ViewColumn {
  const others = vscode.window.visibleTextEditors.flatMap((editor) => editor.viewColumn ?? []);
  return others.find((column) => column !== viewColumn) ?? vscode.ViewColumn.Beside;
}

function htmlFor(webview: vscode.Webview, extension: vscode.Uri): string {
  const at = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  return pageHtml({
    nonce: crypto.randomUUID().replaceAll('-', ''),
    language: vscode.env.language,
    title: vscode.l10n.t('Port Map'),
    style: at('webview.css'),
    scripts: [at('elk.js'), at('webview.js')],
  });
}

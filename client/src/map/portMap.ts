import * as vscode from 'vscode';
import type { Lifecycle } from '../lifecycle';
import type { Shown } from '../status';
import { askForEnvironments, askForService } from './filterCommands';
import { createFilterState } from './filterState';
import { followCursor } from './follow';
import { copy, nextFreePort } from './freePort';
import { MapCommand } from './ids';
import type { PictureFormat, PictureState } from './messages';
import { sourceOf, type MapNode } from './nodes';
import { goTo } from './places';
import { createMapPanel } from './panel';
import { createMapSource } from './source';
import { mapTexts } from './texts';
import { createPortTree } from './tree';

/** The port map as a running thing: tree, picture and their commands. */
export interface PortMapViews extends vscode.Disposable {
  /** To be told of every change of the server's state. */
  readonly status: (status: Shown) => void;
  /** What is shown, for whoever tests it. */
  readonly shown: () => MapShown;
}

/** What tree and picture show. */
export interface MapShown {
  /** The rows of the tree, each indented by its depth: label, and description after two blanks. */
  readonly rows: readonly string[];
  /** The label of the selected row. */
  readonly selected: string | undefined;
  readonly picture: PictureState | undefined;
}

/** Registers views and commands; nothing is asked of the server before a view is seen. */
export function createPortMap(
  context: vscode.ExtensionContext,
  lifecycle: Lifecycle,
  output: vscode.LogOutputChannel,
): PortMapViews {
  const texts = mapTexts();
  const source = createMapSource(lifecycle, output);
  const filters = createFilterState(context.workspaceState);
  const tree = createPortTree(source, filters, texts);
  const following = followCursor(tree, context.globalState);
  const panel = createMapPanel({ extension: context.extensionUri, source, filters });
  /** The row of a menu, else the one that is selected. */
  const rowOf = (node: MapNode | undefined): MapNode | undefined => node ?? tree.view.selection[0];
  const run = (id: string, work: (node?: MapNode) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, work);
  const views = vscode.Disposable.from(
    panel,
    following,
    tree,
    filters,
    source,
    run(MapCommand.show, () => panel.show()),
    vscode.commands.registerCommand(MapCommand.save, (format?: unknown, target?: unknown) =>
      panel.save(formatOf(format), target instanceof vscode.Uri ? target : undefined),
    ),
    run(MapCommand.showInPicture, (node) => panel.show(shownBy(rowOf(node)))),
    run(MapCommand.goToSource, async (node) => {
      const row = rowOf(node);
      await goTo(row && sourceOf(row));
    }),
    run(MapCommand.copyPort, async (node) => copied(rowOf(node)?.port)),
    run(MapCommand.copyWay, async (node) => copied(rowOf(node)?.way)),
    run(MapCommand.follow, () => following.follow(true)),
    run(MapCommand.unfollow, () => following.follow(false)),
    run(MapCommand.onlyPublic, () => filters.change({ publicOnly: true })),
    run(MapCommand.notOnlyPublic, () => filters.change({ publicOnly: false })),
    run(MapCommand.onlyBroken, () => filters.change({ brokenOnly: true })),
    run(MapCommand.notOnlyBroken, () => filters.change({ brokenOnly: false })),
    run(MapCommand.filterServices, () => askForService(filters)),
    run(MapCommand.filterEnvironments, () => askForEnvironments(source, filters)),
    run(MapCommand.clearFilters, filters.clear),
    vscode.commands.registerCommand(MapCommand.freePort, (from?: unknown) =>
      nextFreePort(lifecycle, usualPort(tree.view.selection[0]), typeof from === 'number' ? from : undefined),
    ),
  );
  return {
    status({ state }) {
      tree.setAlive(state !== 'stopped' && state !== 'error');
      if (state === 'ready') source.ready();
    },
    shown: () => ({
      rows: [...tree.rows()].map((node) => `${'  '.repeat(depth(node))}${node.label}  ${node.description}`),
      selected: tree.view.selection[0]?.label,
      picture: panel.state(),
    }),
    dispose: () => void views.dispose(),
  };
}

const copied = async (text: string | undefined): Promise<void> => (text === undefined ? undefined : copy(text));

/** Where the search for a free port begins when nobody says: at the selected one, else where many programs do. */
const usualPort = (node: MapNode | undefined): string => (/^\d+$/.test(node?.port ?? '') ? (node?.port ?? '') : '3000');

const formatOf = (given: unknown): PictureFormat | undefined =>
  given === 'svg' || given === 'mermaid' || given === 'json' ? given : undefined;

/** The ids by which the picture may show a row: its own, else that of what it belongs to. */
const shownBy = (node: MapNode | undefined): readonly string[] => (node ? [node.shown, ...shownBy(node.parent)] : []);

const depth = (node: MapNode): number => (node.parent ? depth(node.parent) + 1 : 0);

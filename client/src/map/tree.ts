import * as vscode from 'vscode';
import { visible } from '../../../shared/src/visible';
import { fill } from '../../../shared/src/fill';
import { filtered } from '../../../shared/src/mapFilter';
import { filterText, type FilterState } from './filterState';
import { MapCommand, MapContext, TREE_VIEW } from './ids';
import { everyNode, mapNodes, sourceOf, type MapNode } from './nodes';
import type { MapSource } from './source';
import type { MapTexts } from './texts';

/** The tree view of the port map. */
export interface PortTree extends vscode.Disposable {
  readonly view: vscode.TreeView<MapNode>;
  /** The rows as they are now, parents before children. */
  readonly rows: () => Iterable<MapNode>;
  /** The rows are others. */
  readonly onDidChange: vscode.Event<void>;
  /** Whether there is a server that could answer. */
  readonly setAlive: (alive: boolean) => void;
}

/** More environments than these begin folded. */
const MANY_ENVIRONMENTS = 3;

/** Makes the view. It asks for the map only while it can be seen, and keeps what is open and selected while the map changes. */
export function createPortTree(source: MapSource, filters: FilterState, texts: MapTexts): PortTree {
  const rowsChanged = new vscode.EventEmitter<void>();
  const changed = new vscode.EventEmitter<void>();
  let nodes: readonly MapNode[] = [];
  let alive = true;
  let watching: vscode.Disposable | undefined;

  const provider: vscode.TreeDataProvider<MapNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node ? node.children : nodes)],
    getParent: (node) => node.parent,
    getTreeItem: (node) => itemOf(node, nodes.length <= MANY_ENVIRONMENTS),
    resolveTreeItem(item, node) {
      item.tooltip = tooltipOf(node, texts);
      return item;
    },
  };
  const view = vscode.window.createTreeView(TREE_VIEW, { treeDataProvider: provider, showCollapseAll: true });

  const update = (): void => {
    const whole = source.map();
    const part = whole && filtered(whole, filters.filter());
    nodes = whole && part ? mapNodes(part, whole, texts) : [];
    const names = new Map(whole?.environments.map(({ id, name }) => [id, visible(name)]));
    const filter = filterText(filters.filter(), (id) => names.get(id) ?? id);
    // An empty view shows its welcome only where it has no message.
    view.message = nodes.length > 0 && filter !== undefined ? filter : '';
    const isEmpty = whole?.environments.every(({ services }) => services.length === 0) === true;
    const waiting = alive ? 'loading' : 'stopped';
    const state = !whole ? waiting : nodes.length > 0 && !isEmpty ? 'shown' : isEmpty ? 'empty' : 'filtered';
    void vscode.commands.executeCommand('setContext', MapContext.state, state);
    if (isEmpty) nodes = [];
    changed.fire();
    rowsChanged.fire();
  };
  const look = (): void => {
    if (view.visible) watching ??= source.watch();
    else {
      watching?.dispose();
      watching = undefined;
    }
  };
  const subscriptions = vscode.Disposable.from(
    changed,
    rowsChanged,
    view,
    view.onDidChangeVisibility(look),
    source.onDidChange(update),
    filters.onDidChange(update),
  );
  look();
  update();
  return {
    view,
    rows: () => everyNode(nodes),
    onDidChange: rowsChanged.event,
    setAlive(now) {
      if (now === alive) return;
      alive = now;
      update();
    },
    dispose() {
      watching?.dispose();
      subscriptions.dispose();
    },
  };
}

function itemOf(node: MapNode, unfolded: boolean): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const isOpen = node.kind === 'environment' && unfolded;
  const item = new vscode.TreeItem(node.label, node.children.length === 0 ? None : isOpen ? Expanded : Collapsed);
  item.id = node.id;
  item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(
    node.icon.id,
    node.icon.color ? new vscode.ThemeColor(node.icon.color) : undefined,
  );
  item.accessibilityInformation = { label: node.spoken };
  item.contextValue = node.kind;
  if (sourceOf(node)) {
    item.command = { command: MapCommand.goToSource, title: vscode.l10n.t('Go to Source'), arguments: [node] };
  }
  return item;
}

/** At most this many findings are told in one tooltip. */
const MANY_FINDINGS = 8;

/** The details as Markdown in which texts of files are just texts. */
function tooltipOf(node: MapNode, texts: MapTexts): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  const [title = '', ...details] = node.details;
  markdown.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  for (const line of details) markdown.appendText(line).appendMarkdown('\n\n');
  for (const { severity, message, rule } of node.findings.slice(0, MANY_FINDINGS)) {
    markdown.appendMarkdown(`$(${SEVERITY_ICONS[severity]}) `);
    markdown.appendText(fill(texts.finding, texts[severity], visible(message), rule)).appendMarkdown('\n\n');
  }
  const more = node.findings.length - MANY_FINDINGS;
  if (more > 0) markdown.appendText(fill(texts.more, more));
  return markdown;
}

const SEVERITY_ICONS = { error: 'error', warning: 'warning', info: 'info', hint: 'lightbulb' } as const;

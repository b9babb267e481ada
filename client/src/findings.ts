import * as vscode from 'vscode';
import {
  explainFindingMethod,
  type Evidence,
  type EvidenceKind,
  type EvidencePlace,
  type ExplainParams,
  type Explanation,
} from '../../shared/src/explain';
import { Command } from '../../shared/src/protocol';
import { offerOutput, type Lifecycle } from './lifecycle';

/** Id of the view that shows what a finding rests on, and of the context key that says whether there is one to show. */
const VIEW = 'portolan.finding';
const SHOWN = 'portolan.finding.shown';

/** The view of findings as a running thing. */
export interface FindingView extends vscode.Disposable {
  /** The index has changed: what is shown may not hold any more. */
  readonly outdate: () => void;
  /** The rows, each indented by its depth, for whoever tests it. */
  readonly rows: () => readonly string[];
}

/** One row. Rows know where they are, so that the first one can be revealed. */
interface Row {
  /** Another explanation has other ids, so that nothing of the one before stays folded, selected or mixed in. */
  readonly id: string;
  readonly evidence: Evidence<EvidencePlace>;
  /** The rule that it is about. */
  readonly rule: string;
  readonly severity: Explanation<EvidencePlace>['severity'];
  readonly parent: Row | undefined;
  readonly children: readonly Row[];
}

/** Registers the view and its command; nothing is asked of the server before the command is run. */
export function createFindingView(lifecycle: Lifecycle, output: vscode.LogOutputChannel): FindingView {
  const changed = new vscode.EventEmitter<void>();
  let rows: readonly Row[] = [];
  let explained = 0;
  const view = vscode.window.createTreeView<Row>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => [...(row ? row.children : rows)],
      getParent: (row) => row.parent,
      getTreeItem: itemOf,
    },
    showCollapseAll: true,
  });

  const show = async (given: unknown): Promise<void> => {
    const params = isPlace(given) ? given : atCursor();
    const client = lifecycle.session()?.client;
    if (!params || !client) return tellNone();
    await client.start(); // resolves once it is up; starts no second server
    const found = await client.sendRequest<readonly Explanation<EvidencePlace>[]>(explainFindingMethod, params);
    const [first] = found;
    if (!first) return tellNone();
    explained++;
    rows = found.map((e, i) => rowOf(`${explained}.${i}`, e.claim, e, undefined));
    view.description = found.length === 1 ? first.rule : '';
    view.message = '';
    await vscode.commands.executeCommand('setContext', SHOWN, true);
    changed.fire();
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    await unfold(view, rows);
  };
  const command = vscode.commands.registerCommand(Command.explainFinding, async (given?: unknown) => {
    try {
      await show(given);
    } catch (error) {
      output.error(`The finding could not be explained: ${String(error)}`);
      void offerOutput(vscode.window.showErrorMessage, vscode.l10n.t('Portolan could not explain this finding.'));
    }
  });
  const registered = vscode.Disposable.from(changed, view, command);
  return {
    outdate() {
      if (rows.length === 0 || view.message !== '') return;
      view.message = vscode.l10n.t('Files have changed since. Explain the finding anew for what holds now.');
    },
    rows: () => rows.flatMap((row) => [...textsOf(row, 0)]),
    dispose: () => void registered.dispose(),
  };
}

/**
 * Opens what is read at a glance, and leaves the cursor at the first row. One row after the other: rows that begin unfolded at
 * several levels at once are given each other's children by VS Code (1.139, `batchPromise` of its tree view).
 */
async function unfold(view: vscode.TreeView<Row>, rows: readonly Row[]): Promise<void> {
  for (const row of rows.flatMap((r) => [...openedIn(r)])) await view.reveal(row, { expand: true, select: false });
  const [first] = rows;
  if (first) await view.reveal(first, { focus: true, select: true });
}

/** Parts that are read at a glance; what they rest on is a key away. */
const OPENED: ReadonlySet<EvidenceKind> = new Set(['claim', 'group', 'place']);

function* openedIn(row: Row): Iterable<Row> {
  if (!OPENED.has(row.evidence.kind) || row.children.length === 0) return;
  yield row;
  for (const child of row.children) yield* openedIn(child);
}

function tellNone(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('Portolan has no finding on this line.'));
}

function atCursor(): ExplainParams | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

function isPlace(given: unknown): given is ExplainParams {
  return typeof given === 'object' && given !== null && 'uri' in given && 'position' in given;
}

function rowOf(
  id: string,
  evidence: Evidence<EvidencePlace>,
  { rule, severity }: Pick<Row, 'rule' | 'severity'>,
  parent: Row | undefined,
): Row {
  const children: Row[] = [];
  const row: Row = { id, evidence, rule, severity, parent, children };
  evidence.children.forEach((child, i) => children.push(rowOf(`${id}.${i}`, child, row, row)));
  return row;
}

function* textsOf({ evidence, children }: Row, depth: number): Iterable<string> {
  const place = evidence.at ? `  ${evidence.at.name}` : '';
  yield `${'  '.repeat(depth)}${evidence.text}${place}`;
  for (const child of children) yield* textsOf(child, depth + 1);
}

/** A theme icon for each kind of evidence; a claim has that of its severity. */
const ICONS: Readonly<Record<Exclude<EvidenceKind, 'claim' | 'group'>, string>> = {
  place: 'location',
  value: 'symbol-number',
  step: 'arrow-left',
  stop: 'arrow-both',
  link: 'link',
  reason: 'book',
  page: 'link-external',
  certainty: 'law',
  where: 'server-environment',
  fix: 'lightbulb',
  edit: 'edit',
};
const SEVERITY_ICONS: Readonly<Record<Row['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'lightbulb-sparkle',
};
function itemOf(row: Row): vscode.TreeItem {
  const { evidence, children } = row;
  const { kind, text, at } = evidence;
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  // Back-quotes mark names for those who can set them apart; a row cannot.
  const label = text.replaceAll('`', '');
  const item = new vscode.TreeItem(label, children.length === 0 ? None : Collapsed);
  item.id = row.id;
  if (at) item.description = at.name;
  const icon = kind === 'claim' ? SEVERITY_ICONS[row.severity] : kind === 'group' ? undefined : ICONS[kind];
  if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = tooltipOf(label, at);
  item.accessibilityInformation = { label: at ? vscode.l10n.t('{0}, at {1}', label, at.name) : label };
  const command = commandOf(row);
  if (command) item.command = command;
  return item;
}

function tooltipOf(label: string, at: EvidencePlace | undefined): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString().appendText(label);
  return at ? markdown.appendCodeblock(at.line) : markdown;
}

function commandOf({ evidence: { kind, at }, rule }: Row): vscode.Command | undefined {
  if (kind === 'page')
    return { command: Command.showRule, title: vscode.l10n.t('Show the Rule'), arguments: [{ rule }] };
  if (!at) return undefined;
  const { start, end } = at.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to Source'),
    arguments: [vscode.Uri.parse(at.uri), { selection, preview: true }],
  };
}

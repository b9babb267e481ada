import * as vscode from 'vscode';
import {
  checkMethod,
  Command,
  updatePortsMethod,
  type CheckResult,
  type UpdatePortsResult,
} from '../../shared/src/protocol';
import { registerDemo } from './demo/demo';
import { createFindingView } from './findings';
import { registerLanguageTools } from './languageTools';
import { createLifecycle, offerOutput, type Lifecycle } from './lifecycle';
import { createPortMap, type MapShown } from './map/portMap';
import { createRendered, type RenderedManifests } from './rendered';
import { registerReport } from './report';
import { documentSelector } from './selector';
import type { Host } from './session';
import { registerRulePages } from './rulePages';
import { createStatusItem, type Shown } from './status';

/** What the extension exports to other extensions and to the end-to-end tests. */
export interface Api {
  /** Process id of the running server; undefined without one and in a web worker. */
  serverPid(): number | undefined;
  /** What the language status item shows. */
  status(): Shown;
  /** What tree and picture of the ports show. */
  portMap(): MapShown;
  /** The rows of the view of findings. */
  finding(): readonly string[];
}

/** The extension as a running thing. */
export interface Extension {
  readonly api: Api;
  /** Ends the server. Never rejects. */
  stop(): Promise<void>;
}

/** Registers commands and status item and starts the server, without waiting for it. */
export function activateExtension(context: vscode.ExtensionContext, host: Host): Extension {
  const output = vscode.window.createOutputChannel('Portolan', { log: true });
  const item = createStatusItem(documentSelector());
  let shown: Shown = { state: 'starting' };
  const show = (status: Shown): void => {
    item.show((shown = status));
    if (status.state === 'ready') {
      rendered.refresh();
      finding.outdate();
    }
    ports.status(status);
  };
  const lifecycle = createLifecycle(host, output, show);
  const rendered = createRendered(lifecycle);
  const finding = createFindingView(lifecycle, output);
  const ports = createPortMap(context, lifecycle, output);
  context.subscriptions.push(
    output,
    item,
    vscode.commands.registerCommand(Command.restartServer, lifecycle.restart),
    vscode.commands.registerCommand(Command.showOutput, () => output.show(true)),
    vscode.commands.registerCommand(Command.checkWorkspace, () => checkWorkspace(lifecycle, output)),
    rendered,
    ports,
    finding,
    registerRulePages(lifecycle),
    vscode.commands.registerCommand(Command.showRendered, () => showRendered(rendered, output)),
    vscode.commands.registerCommand(Command.updatePorts, () => updatePorts(lifecycle, output)),
    registerDemo(context),
    registerLanguageTools(lifecycle),
    registerReport(context, lifecycle, () => shown),
  );
  void lifecycle.restart();
  return {
    api: {
      serverPid: () => lifecycle.session()?.pid(),
      status: () => shown,
      portMap: ports.shown,
      finding: finding.rows,
    },
    stop: lifecycle.stop,
  };
}

/** Has the server read everything again, then shows the Problems view. Starts the server if there is none. */
async function checkWorkspace(lifecycle: Lifecycle, output: vscode.LogOutputChannel): Promise<void> {
  if (!lifecycle.session()) await lifecycle.restart();
  const client = lifecycle.session()?.client;
  if (!client) return; // it cannot be started, which has been told
  const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Charting ports') };
  try {
    await vscode.window.withProgress(options, async () => {
      await client.start(); // resolves once it is up; starts no second server
      return client.sendRequest<CheckResult>(checkMethod);
    });
  } catch (error) {
    output.error(`The workspace could not be checked: ${String(error)}`);
    void offerOutput(vscode.window.showErrorMessage, vscode.l10n.t('Portolan could not check the workspace.'));
    return;
  }
  await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
}

/** Shows what a chart renders the active file to. */
async function showRendered(rendered: RenderedManifests, output: vscode.LogOutputChannel): Promise<void> {
  try {
    await rendered.show();
  } catch (error) {
    output.error(`The rendered manifest could not be shown: ${String(error)}`);
    void offerOutput(vscode.window.showErrorMessage, vscode.l10n.t('Portolan could not render this file.'));
  }
}

/** Has the server bring PORTS.md up to date, then shows it. */
async function updatePorts(lifecycle: Lifecycle, output: vscode.LogOutputChannel): Promise<void> {
  if (!lifecycle.session()) await lifecycle.restart();
  const client = lifecycle.session()?.client;
  if (!client) return; // it cannot be started, which has been told
  try {
    await client.start(); // resolves once it is up; starts no second server
    const { documents, applied } = await client.sendRequest<UpdatePortsResult>(updatePortsMethod);
    const [first] = documents;
    if (!applied) throw new Error('the edit was not applied');
    if (first !== undefined) await vscode.window.showTextDocument(vscode.Uri.parse(first));
  } catch (error) {
    output.error(`PORTS.md could not be updated: ${String(error)}`);
    void offerOutput(vscode.window.showErrorMessage, vscode.l10n.t('Portolan could not update PORTS.md.'));
  }
}

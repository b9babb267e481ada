import * as vscode from 'vscode';
import { SECTION } from '../../shared/src/protocol';

/** An output channel in the eyes of the library, and what ends it. */
export interface Trace {
  readonly channel: vscode.LogOutputChannel;
  readonly dispose: () => void;
}

/**
 * Where the library writes what editor and server say to each other. It asks the channel's level whether to write at all, and not
 * the setting `portolan.trace.server`: here the setting is the level. Disposing of it leaves `output` alone.
 */
export function traceInto(output: vscode.LogOutputChannel): Trace {
  const isOn = (): boolean => vscode.workspace.getConfiguration(SECTION).get<string>('trace.server', 'off') !== 'off';
  const level = (): vscode.LogLevel => (isOn() ? vscode.LogLevel.Trace : output.logLevel);
  const changed = new vscode.EventEmitter<vscode.LogLevel>();
  const listeners = vscode.Disposable.from(
    changed,
    output.onDidChangeLogLevel(() => changed.fire(level())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.trace`)) changed.fire(level());
    }),
  );
  const channel: vscode.LogOutputChannel = {
    name: output.name,
    get logLevel() {
      return level();
    },
    onDidChangeLogLevel: changed.event,
    // At a level that the output shows.
    trace: (message, ...values) => (isOn() ? output.info(message, ...values) : output.trace(message, ...values)),
    debug: (message, ...values) => output.debug(message, ...values),
    info: (message, ...values) => output.info(message, ...values),
    warn: (message, ...values) => output.warn(message, ...values),
    error: (message, ...values) => output.error(message, ...values),
    append: (value) => output.append(value),
    appendLine: (value) => output.appendLine(value),
    replace: (value) => output.replace(value),
    clear: () => output.clear(),
    // oxlint-disable-next-line typescript/no-deprecated -- the interface has both overloads, and one function is for both.
    show: () => output.show(true),
    hide: () => output.hide(),
    dispose: () => undefined,
  };
  return { channel, dispose: () => void listeners.dispose() };
}

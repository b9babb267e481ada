/*
 * The front door: everything that a shell (command line, language server) needs to run Portolan.
 */
import { formats } from './formats/list';
import { rules } from './rules/list';
import { stacks } from './stacks/list';
import type { EngineParts } from './engine/engine';

export { Engine } from './engine/engine';
export type { EngineParts, EngineSettings, FileChange } from './engine/engine';
export type { Finding } from './rules/finding';
export { compareFindings, levelOf } from './engine/findings';
export type { Snapshot } from './features/snapshot';
export { Workspace } from './workspace/workspace';
export type { Progress, WorkspaceHost, WorkspaceSettings } from './workspace/workspace';
export type { FileSystem, Skipped } from './workspace/files';
export { formats, rules, stacks };

/** All of Portolan's formats, stacks and rules. */
export const parts: EngineParts = { formats, rules, stacks };

/*
 * The front door: everything that a shell (command line, language server) needs to run Portolan.
 */
import type { EngineParts } from './engine/engine';
import { formats, textFormats } from './formats/list';
import { rules } from './rules/list';
import { stacks } from './stacks/list';

export { Workspace } from './workspace/workspace';

/** All of Portolan's formats, stacks and rules. */
export const parts: EngineParts = { formats, textFormats, rules, stacks };

import type { StackKind } from './stack';

/** Every kind of stack. A new kind is one line here. */
export const stacks: readonly StackKind[] = [];

import type { Rule } from './rule';

/** Every rule, sorted by id. A new rule is one line here. */
export const rules: readonly Rule[] = [];

import type { Format } from './format';

/** Every format, in the order of the README's table. A new format is one line here. */
export const formats: readonly Format[] = [];

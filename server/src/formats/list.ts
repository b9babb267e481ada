import { compose } from './compose';
import { dockerfile } from './dockerfile';
import type { Format } from './format';
import { kubernetes } from './kubernetes';

// A format reads one kind of tree; the list holds them all.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyFormat = Format<any>;

/** Every format, in the order of the README's table. A new format is one line here. */
export const formats: readonly AnyFormat[] = [dockerfile, compose, kubernetes];

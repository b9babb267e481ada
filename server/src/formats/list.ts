import { compose } from './compose';
import { devTools } from './devTools';
import { dockerfile } from './dockerfile';
import type { Format, TextFormat } from './format';
import { helm } from './helm';
import { kubernetes } from './kubernetes';
import { nginx } from './nginx';
import { prometheus } from './prometheus';
import { settings } from './settings';
import { spring } from './spring';

// A format reads one kind of tree; the list holds them all.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyFormat = Format<any>;

/** Every format, in the order of the README's table. A new format is one line here. */
export const formats: readonly AnyFormat[] = [dockerfile, compose, kubernetes, helm, devTools];

/** Formats of files inside values of others; the first that takes a text reads it, the last takes all. */
export const textFormats: readonly TextFormat[] = [nginx, prometheus, spring, settings];

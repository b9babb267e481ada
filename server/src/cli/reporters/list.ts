import { concise } from './concise';
import { github } from './github';
import { gitlab } from './gitlab';
import { json } from './json';
import { junit } from './junit';
import { markdown } from './markdown';
import { pretty } from './pretty';
import type { Reporter } from './reporter';
import { sarif } from './sarif';

/** Every output format by its name on the command line. */
export const reporters: Readonly<Record<string, Reporter>> = {
  pretty,
  concise,
  json,
  sarif,
  github,
  gitlab,
  junit,
  markdown,
};

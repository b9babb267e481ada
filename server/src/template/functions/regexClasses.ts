/* Classes of characters in Go's regular expressions. */

/** Code points in ranges, both ends included, or all others. */
export interface CharSet {
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

/** Ranges that still grow. */
export type Ranges = [number, number][];

const DIGIT: CharSet['ranges'] = [[48, 57]];
const SPACE: CharSet['ranges'] = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const WORD: CharSet['ranges'] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** `\d`, `\s` and `\w`. */
export const PERL: ReadonlyMap<string, CharSet['ranges']> = new Map([
  ['d', DIGIT],
  ['s', SPACE],
  ['w', WORD],
]);

/** `[:alpha:]` and the like. */
export const POSIX: ReadonlyMap<string, CharSet['ranges']> = new Map([
  [
    'alnum',
    [
      [48, 57],
      [65, 90],
      [97, 122],
    ],
  ],
  [
    'alpha',
    [
      [65, 90],
      [97, 122],
    ],
  ],
  ['ascii', [[0, 127]]],
  [
    'blank',
    [
      [9, 9],
      [32, 32],
    ],
  ],
  [
    'cntrl',
    [
      [0, 31],
      [127, 127],
    ],
  ],
  ['digit', DIGIT],
  ['graph', [[33, 126]]],
  ['lower', [[97, 122]]],
  ['print', [[32, 126]]],
  [
    'punct',
    [
      [33, 47],
      [58, 64],
      [91, 96],
      [123, 126],
    ],
  ],
  [
    'space',
    [
      [9, 13],
      [32, 32],
    ],
  ],
  ['upper', [[65, 90]]],
  ['word', WORD],
  [
    'xdigit',
    [
      [48, 57],
      [65, 70],
      [97, 102],
    ],
  ],
]);

/** Whether a code point is one of `\w`. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** All code points outside of ranges, which are in order. */
export function complement(ranges: CharSet['ranges']): Ranges {
  const out: Ranges = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) out.push([from, low - 1]);
    from = high + 1;
  }
  out.push([from, 0x10ffff]);
  return out;
}

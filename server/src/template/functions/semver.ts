/** A version as Masterminds' semver (v3) reads it: missing parts are 0, a leading `v` is taken. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: string;
  readonly metadata: string;
  readonly original: string;
}

interface Parts {
  readonly numbers: readonly string[];
  readonly pre: string;
  readonly metadata: string;
}

function isIdentifiers(text: string): boolean {
  return text.split('.').every((part) => part !== '' && /^[0-9A-Za-z-]+$/.test(part));
}

/** `1.2.3-rc.1+build` in its parts; at most three numbers, which may be wildcards. */
function partsOf(text: string): Parts | undefined {
  const body = text.startsWith('v') ? text.slice(1) : text;
  const plus = body.indexOf('+');
  const metadata = plus < 0 ? '' : body.slice(plus + 1);
  const rest = plus < 0 ? body : body.slice(0, plus);
  const minus = rest.indexOf('-');
  const pre = minus < 0 ? '' : rest.slice(minus + 1);
  const numbers = (minus < 0 ? rest : rest.slice(0, minus)).split('.');
  if (numbers.length > 3 || numbers.some((n) => !/^(?:[0-9]+|[xX*])$/.test(n))) return undefined;
  if ((minus >= 0 && !isIdentifiers(pre)) || (plus >= 0 && !isIdentifiers(metadata))) return undefined;
  return { numbers, pre, metadata };
}

/** Reads a version; `undefined` when it is none. */
export function parseVersion(text: string): Version | undefined {
  const parts = partsOf(text);
  if (!parts || parts.numbers.some((n) => !/^[0-9]/.test(n))) return undefined;
  // A numeric identifier of a prerelease has no leading zero.
  if (parts.pre.split('.').some((part) => /^0[0-9]+$/.test(part))) return undefined;
  const [major = 0, minor = 0, patch = 0] = parts.numbers.map(Number);
  return { major, minor, patch, pre: parts.pre, metadata: parts.metadata, original: text };
}

function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareIdentifiers(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const numericA = /^[0-9]+$/.test(a);
  const numericB = /^[0-9]+$/.test(b);
  if (numericA && numericB) return Number(a) - Number(b);
  if (numericA !== numericB) return numericA ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Order of two versions; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePre(a.pre, b.pre);
}

/** One comparison of a constraint. `minorOpen`, `patchOpen`: the part is missing or a wildcard; `open`: any part is. */
interface Comparator {
  readonly operator: string;
  readonly version: Version;
  readonly open: boolean;
  readonly minorOpen: boolean;
  readonly patchOpen: boolean;
}

const OPERATORS = ['!=', '>=', '=>', '<=', '=<', '~>', '=', '>', '<', '~', '^'];

/** Whether a version is one that a constraint allows; `undefined` when either cannot be read. */
export function satisfies(constraint: string, text: string): boolean | undefined {
  const version = parseVersion(text);
  if (!version) return undefined;
  const alternatives = constraint.split('||').map(comparatorsOf);
  if (alternatives.some((all) => all === undefined)) return undefined;
  return alternatives.some((all) => all?.every((c) => holds(version, c)));
}

function comparatorsOf(text: string): readonly Comparator[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const out: Comparator[] = [];
  for (let i = 0; i < words.length; i++) {
    let word = words[i] as string;
    // An operator may stand apart from its version.
    if (OPERATORS.includes(word)) word += words[++i] ?? '';
    const isRange = words[i + 1] === '-' && words[i + 2] !== undefined;
    const made = isRange ? [comparator(`>=${word}`), comparator(`<=${words[i + 2] ?? ''}`)] : comparatorsIn(word);
    if (isRange) i += 2;
    for (const one of made) {
      if (!one) return undefined;
      out.push(one);
    }
  }
  return out.length > 0 ? out : [comparator('*') as Comparator];
}

/** `>=1.2<2` has no space between its comparisons. */
function comparatorsIn(word: string): readonly (Comparator | undefined)[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 1; at < word.length; at++) {
    const starts = '=!<>~^'.includes(word.charAt(at)) && !'=!<>~^'.includes(word.charAt(at - 1));
    if (!starts) continue;
    pieces.push(word.slice(from, at));
    from = at;
  }
  pieces.push(word.slice(from));
  return pieces.map(comparator);
}

function comparator(text: string): Comparator | undefined {
  const operator = OPERATORS.find((o) => text.startsWith(o)) ?? '';
  const parts = partsOf(text.slice(operator.length));
  if (!parts) return undefined;
  const isOpen = (part: string | undefined) => part === undefined || /^[xX*]$/.test(part);
  const [major, minor, patch] = parts.numbers;
  const number = (part: string | undefined, open: boolean) => (open ? 0 : Number(part));
  const majorOpen = isOpen(major);
  const minorOpen = !majorOpen && isOpen(minor);
  const patchOpen = !majorOpen && !minorOpen && isOpen(patch);
  const version: Version = {
    major: number(major, majorOpen),
    minor: number(minor, majorOpen || minorOpen),
    patch: number(patch, majorOpen || minorOpen || patchOpen),
    pre: parts.pre,
    metadata: parts.metadata,
    original: text,
  };
  return { operator, version, open: majorOpen || minorOpen || patchOpen, minorOpen, patchOpen };
}

function holds(v: Version, c: Comparator): boolean {
  const { version: w } = c;
  // A prerelease is only meant where the constraint names one.
  const unasked = v.pre !== '' && w.pre === '';
  switch (c.operator) {
    case '!=':
      return differs(v, c, unasked);
    case '>':
      return !unasked && isGreater(v, c);
    case '<':
      return !unasked && compareVersions(v, w) < 0;
    case '>=':
    case '=>':
      return !unasked && compareVersions(v, w) >= 0;
    case '<=':
    case '=<':
      if (unasked) return false;
      if (!c.open) return compareVersions(v, w) <= 0;
      return v.major <= w.major && !(v.major === w.major && v.minor > w.minor && !c.minorOpen);
    case '^':
      return !unasked && caret(v, c);
    case '~':
    case '~>':
      return !unasked && tilde(v, c);
    default:
      return !unasked && (c.open ? tilde(v, c) : compareVersions(v, w) === 0);
  }
}

function differs(v: Version, c: Comparator, unasked: boolean): boolean {
  const { version: w } = c;
  if (!c.open) return compareVersions(v, w) !== 0;
  if (unasked) return false;
  if (v.major !== w.major) return true;
  if (c.minorOpen) return false;
  if (v.minor !== w.minor) return true;
  if (c.patchOpen) return comparePre(v.pre, w.pre) !== 0;
  return compareVersions(v, w) !== 0;
}

function isGreater(v: Version, c: Comparator): boolean {
  const { version: w } = c;
  if (!c.open || (v.major === w.major && !c.minorOpen && !c.patchOpen)) return compareVersions(v, w) > 0;
  if (v.major !== w.major) return v.major > w.major;
  return c.patchOpen && v.minor > w.minor;
}

function tilde(v: Version, c: Comparator): boolean {
  const { version: w } = c;
  if (compareVersions(v, w) < 0) return false;
  if (w.major === 0 && w.minor === 0 && w.patch === 0 && !c.minorOpen && !c.patchOpen) return true;
  return v.major === w.major && (v.minor === w.minor || c.minorOpen);
}

function caret(v: Version, c: Comparator): boolean {
  const { version: w } = c;
  if (compareVersions(v, w) < 0) return false;
  if (w.major > 0 || c.minorOpen) return v.major === w.major;
  if (v.major > 0) return false;
  if (w.minor > 0 || c.patchOpen) return v.minor === w.minor;
  return v.minor === 0 && v.patch === w.patch;
}

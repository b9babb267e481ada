/** What a plain scalar means. */
export type Resolved =
  | { readonly type: 'string' | 'null' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int' | 'float'; readonly value: number };

const STRING: Resolved = { type: 'string' };

const WORDS: ReadonlyMap<string, Resolved> = new Map(
  (
    [
      [{ type: 'bool', value: true }, 'y Y yes Yes YES true True TRUE on On ON'],
      [{ type: 'bool', value: false }, 'n N no No NO false False FALSE off Off OFF'],
      [{ type: 'null' }, ' ~ null Null NULL'],
      [{ type: 'float', value: Number.NaN }, '.nan .NaN .NAN'],
      [{ type: 'float', value: Number.POSITIVE_INFINITY }, '.inf .Inf .INF +.inf +.Inf +.INF'],
      [{ type: 'float', value: Number.NEGATIVE_INFINITY }, '-.inf -.Inf -.INF'],
    ] as const
  ).flatMap(([value, words]) => words.split(' ').map((word) => [word, value] as const)),
);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const BASED = /^([-+]?)0(?:([xX][0-9a-fA-F]+)|([oO]?[0-7]+)|([bB][01]+))$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;

/**
 * What a plain scalar means to Helm, which reads YAML 1.1 as go-yaml v2 does: `yes` is true, `0777` is octal. Numbers too
 * large for exact integers are floats. (The rest of this program reads YAML 1.2; Kubernetes' own reader is Go's too.)
 */
export function resolvePlain(text: string): Resolved {
  const word = WORDS.get(text);
  if (word) return word;
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  return numeric ? resolveNumber(text) : STRING;
}

function resolveNumber(text: string): Resolved {
  const plain = text.includes('_') && !text.startsWith('.') ? text.split('_').join('') : text;
  if (DECIMAL.test(plain)) {
    const value = Number(plain);
    return { type: Number.isSafeInteger(value) ? 'int' : 'float', value };
  }
  const based = BASED.exec(plain);
  if (based) {
    const [, sign, hex, octal, binary] = based;
    const digits = (hex ?? binary)?.slice(1) ?? (octal ?? '').replace(/^o/i, '');
    const value = Number.parseInt(digits, hex ? 16 : octal ? 8 : 2);
    return { type: Number.isSafeInteger(value) ? 'int' : 'float', value: sign === '-' ? -value : value };
  }
  if (!FLOAT.test(plain)) return STRING;
  const value = Number(plain);
  return Number.isFinite(value) ? { type: 'float', value } : STRING;
}

/** One condition on a label, as the Kubernetes API writes it. */
export interface LabelCondition {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const TOKEN = /\s*(?:(&&|\|\||==|!=|[(){},!])|'([^']*)'|"([^"]*)"|([A-Za-z0-9_./-]+))/y;
const NAME = /^[A-Za-z0-9_./-]+$/;

/** A token; texts in quotes begin with a quote. */
function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const m = TOKEN.exec(text);
    if (!m) return undefined;
    const quoted = m[2] ?? m[3];
    tokens.push(quoted === undefined ? ((m[1] ?? m[4]) as string) : `'${quoted}`);
  }
  return tokens;
}

/**
 * Reads a selector of Calico (`app == 'web' && has(tier)`) as far as label selectors of the Kubernetes API can say the same:
 * conditions that must all hold. `undefined` for alternatives, for parts of values, and for what is no selector.
 * Empty text and `all()` select everything.
 */
export function parseCalicoSelector(text: string): readonly LabelCondition[] | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const conditions: LabelCondition[] = [];
  let rest = unwrapped(tokens);
  if (rest.length === 0) return [];
  while (rest.length > 0) {
    const term = readTerm(rest);
    if (!term) return undefined;
    if (term.condition) conditions.push(term.condition);
    rest = rest.slice(term.length);
    if (rest.length === 0) return conditions;
    if (rest[0] !== '&&' || rest.length === 1) return undefined;
    rest = rest.slice(1);
  }
  return conditions;
}

/** Without parentheses that hold all of it. */
function unwrapped(tokens: readonly string[]): readonly string[] {
  if (tokens[0] !== '(' || tokens.at(-1) !== ')') return tokens;
  const inner = tokens.slice(1, -1);
  return inner.some((t) => t === '(' || t === ')') ? tokens : inner;
}

interface Term {
  readonly length: number;
  /** Absent for what always holds. */
  readonly condition?: LabelCondition;
}

function readTerm(tokens: readonly string[]): Term | undefined {
  const [a, b, c, d] = tokens;
  const call = `${a}${b}${c}`;
  if (call === 'all()' || call === 'global()') return { length: 3 };
  if (a === 'has' && b === '(' && c && NAME.test(c) && d === ')')
    return { length: 4, condition: { key: c, operator: 'Exists', values: [] } };
  if (a === '!' && b === 'has') {
    const inner = readTerm(tokens.slice(1));
    const key = inner?.condition?.key;
    return key && inner
      ? { length: inner.length + 1, condition: { key, operator: 'DoesNotExist', values: [] } }
      : undefined;
  }
  if (a === undefined || !NAME.test(a)) return undefined;
  if ((b === '==' || b === '!=') && c?.startsWith("'"))
    return { length: 3, condition: { key: a, operator: b === '==' ? 'In' : 'NotIn', values: [c.slice(1)] } };
  const negated = b === 'not' && c === 'in';
  return b === 'in' || negated ? readSet(a, negated, tokens) : undefined;
}

/** `key in { 'a', 'b' }`, `key not in { … }`. */
function readSet(key: string, negated: boolean, tokens: readonly string[]): Term | undefined {
  const open = negated ? 3 : 2;
  const close = tokens.indexOf('}');
  if (tokens[open] !== '{' || close < 0) return undefined;
  const items = tokens.slice(open + 1, close);
  const values = items.filter((_, i) => i % 2 === 0);
  if (!values.every((v) => v.startsWith("'")) || items.some((t, i) => i % 2 === 1 && t !== ',')) return undefined;
  const operator = negated ? 'NotIn' : 'In';
  return { length: close + 1, condition: { key, operator, values: values.map((v) => v.slice(1)) } };
}

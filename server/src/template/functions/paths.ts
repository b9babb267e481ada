import { computed, plain, printed } from '../print';
import { sliceRope } from '../rope';
import type { Call } from '../state';
import { failed } from '../state';
import type { Value } from '../value';
import { boolOf, mapOfValues, stringOf } from '../value';
import type { FunctionTable } from './define';
import { mapArg, ropeArg, strict, textArg } from './define';

/** Go's `path.Clean`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const joined = (rooted ? '/' : '') + out.join('/');
  return joined === '' ? '.' : joined;
}

function base(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 0);
  if (rope.text === '') return stringOf(plain(call, '.'));
  let end = rope.text.length;
  while (end > 0 && rope.text.charAt(end - 1) === '/') end--;
  if (end === 0) return stringOf(plain(call, '/'));
  return stringOf(sliceRope(rope, rope.text.lastIndexOf('/', end - 1) + 1, end));
}

function changed(change: (text: string) => string): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const rope = ropeArg(args, 0);
    return stringOf(computed(call, change(rope.text), [rope]));
  };
}

function ext(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(dot) : '';
}

const URL_PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function urlParse(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 0);
  const match = URL_PARTS.exec(rope.text);
  if (!match) return failed(call, 'unable to parse url');
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match;
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const hostAt = authority === '' ? 0 : rope.text.indexOf(authority) + at + 1;
  const colon = host.endsWith(']') ? -1 : host.lastIndexOf(':');
  const hostname = (colon < 0 ? host : host.slice(0, colon)).replace(/^\[|\]$/g, '');
  const opaque = authority === '' && scheme !== '' && !path.startsWith('/') ? path : '';
  const text = (value: string) => stringOf(computed(call, value, [rope]));
  return mapOfValues([
    ['scheme', text(scheme.toLowerCase())],
    ['host', stringOf(sliceRope(rope, hostAt, hostAt + host.length))],
    ['hostname', text(hostname)],
    ['path', text(opaque ? '' : path)],
    ['query', text(query)],
    ['opaque', text(opaque)],
    ['fragment', text(fragment)],
    ['userinfo', text(at < 0 ? '' : authority.slice(0, at))],
  ]);
}

function urlJoin(call: Call, args: readonly Value[]): Value {
  const map = mapArg(args, 0);
  const part = (name: string): string => {
    const entry = map.entries.get(name);
    return entry && entry.value.kind !== 'nil' ? printed(call, entry.value).text : '';
  };
  const scheme = part('scheme');
  const user = part('userinfo');
  const host = part('host');
  const path = part('path');
  const query = part('query');
  const fragment = part('fragment');
  const opaque = part('opaque');
  const authority = host === '' && user === '' ? '' : `//${user ? `${user}@` : ''}${host}`;
  const between = path !== '' && !path.startsWith('/') && host !== '' ? '/' : '';
  const joined = `${scheme ? `${scheme}:` : ''}${opaque || `${authority}${between}${path}`}${query ? `?${query}` : ''}${fragment ? `#${fragment}` : ''}`;
  const inputs = [...map.entries.values()].map((e) => (e.value.kind === 'string' ? e.value.rope : undefined));
  return stringOf(computed(call, joined, inputs));
}

/** Paths and URLs. */
export const pathFunctions: FunctionTable = [
  ...strict('base osBase', 's', base),
  ...strict(
    'dir osDir',
    's',
    changed((t) => cleanPath(t.slice(0, t.lastIndexOf('/') + 1))),
  ),
  ...strict('clean osClean', 's', changed(cleanPath)),
  ...strict('ext osExt', 's', changed(ext)),
  ...strict('isAbs osIsAbs', 's', (_call, args) => boolOf(textArg(args, 0).startsWith('/'))),
  ...strict('urlParse', 's', urlParse),
  ...strict('urlJoin', 'm', urlJoin),
];

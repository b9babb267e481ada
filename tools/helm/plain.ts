import type { Value } from '../../server/src/template';

/** A value as JSON; what is not known is null. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, e]) => [key, plain(e.value)]));
    case 'list':
      return value.items.map(plain);
    case 'string':
      return value.rope.text;
    case 'bool':
    case 'int':
    case 'float':
      return value.value;
    case 'nil':
    case 'object':
    case 'unknown':
      return null;
  }
}

import type { Range } from '../text/span';
import type { Frame } from './state';
import { noteAbsent } from './state';
import type { MapValue, Value } from './value';
import { NIL, unknownOf } from './value';

/** The value under a key of a map; nil when it is not there, which is recorded as a read at `node`. */
export function keyOf(frame: Frame, node: Range, map: MapValue, key: string): Value {
  // An open map may hold something else under each of its keys.
  if (map.open) return unknownOf(map.open);
  const entry = map.entries.get(key);
  if (entry) return entry.value;
  noteAbsent(frame, node, map, key);
  return NIL;
}

import type { ChartFiles } from './chartRoot';
import type { ObjectValue } from './value';

/** `.Files` */
export function filesObject(_files: ChartFiles): ObjectValue {
  return { kind: 'object', type: 'engine.files', fields: new Map(), methods: new Map() };
}

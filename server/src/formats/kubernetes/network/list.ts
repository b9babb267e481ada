import type { ObjectReader } from './parts';
import { readIngress } from './ingress';

/** Readers of network objects by `group/Kind`; each kind also has a row in `lore/kubernetesKinds.ts`, which stacks look at. */
export const networkReaders: ReadonlyMap<string, ObjectReader> = new Map([
  ['networking.k8s.io/Ingress', readIngress],
  ['extensions/Ingress', readIngress],
]);

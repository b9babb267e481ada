import type { ObjectReader } from './parts';
import { readIngress } from './ingress';
import type { ProblemFact } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { networkPolicyProblems, readNetworkPolicy } from './networkPolicy';
import { readNamespace } from './namespace';

/** Readers of network objects by `group/Kind`; each kind also has a row in `lore/kubernetesKinds.ts`, which stacks look at. */
export const networkReaders: ReadonlyMap<string, ObjectReader> = new Map([
  ['networking.k8s.io/Ingress', readIngress],
  ['extensions/Ingress', readIngress],
  ['/Namespace', readNamespace],
  ['networking.k8s.io/NetworkPolicy', readNetworkPolicy],
  ['extensions/NetworkPolicy', readNetworkPolicy],
]);

/** What the API server refuses in single values of network objects, for the kinds where that is told. */
export const networkProblems: ReadonlyMap<string, (root: Node) => readonly ProblemFact[]> = new Map([
  ['networking.k8s.io/NetworkPolicy', networkPolicyProblems],
  ['extensions/NetworkPolicy', networkPolicyProblems],
]);

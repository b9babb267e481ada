import type { ObjectReader } from './parts';
import { objectFact } from './parts';

/** Namespace: only its labels matter, by which policies select namespaces. */
export const readNamespace: ObjectReader = (root, identity, fragment) => objectFact(root, identity, fragment, {});

import { expect, test } from 'vitest';
import { networkReaders } from '../../src/formats/kubernetes/network/list';
import { networkKinds } from '../../src/lore/kubernetesKinds';

test('every kind of network object that stacks keep has a reader, and every reader a kind', () => {
  expect([...networkReaders.keys()].sort()).toEqual([...networkKinds()].sort());
});

import { problemRule } from './rule';

/** A8: a host port that differs from the container port where both are the same port of the node. */
export const hostNetworkPortMismatch = problemRule({
  id: 'host-network-port-mismatch',
  summary: 'In the host’s network a host port must equal the container port.',
  category: 'consistency',
  severity: 'error',
  since: '0.2.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'With `hostNetwork: true` the containers of a pod have no network of their own: a process that listens on 8080 listens on port 8080 of the node, and nothing translates ports. The API server therefore refuses a `hostPort` that is another number than its `containerPort`; one that is left out is filled in with it.',
    howToFix: 'Leave `hostPort` out, or write the port on which the process really listens in both places.',
    whenToIgnore:
      'Never, while the API server refuses it. Left alone on purpose: pods that have a network of their own, where the two may differ, a host port of 0, which means none, and values that are filled in later.',
  },
});

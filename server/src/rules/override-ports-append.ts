import { problemRule } from './rule';

/** A14: an override file adds a host port where it most likely meant to replace one. */
export const overridePortsAppend = problemRule({
  id: 'override-ports-append',
  summary:
    'A Compose override publishes a second host port for the same container port instead of replacing the first.',
  category: 'consistency',
  severity: 'info',
  since: '0.1.0',
  fixable: true,
  docs: {
    why: 'When Compose merges files, lists of `ports` are joined. An entry takes the place of another only if address, host port, container port and protocol are all the same, so `9090:80` in an override does not replace `8080:80` of the base: both are published.',
    howToFix:
      'Write `ports: !override` in the override (Docker Compose 2.24.4 or newer) to replace the whole list, or put the number into a variable that each environment sets.',
    whenToIgnore:
      'When both host ports are wanted. Left alone on purpose: entries for different addresses, entries with a comment that says they are additional, and lists that are tagged `!override` or `!reset`.',
  },
});

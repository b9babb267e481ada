import { problemRule } from './rule';

/** F4: a port that stands twice in one list. */
export const duplicatePort = problemRule({
  id: 'duplicate-port',
  summary: 'The same port is declared twice in one list.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'Kubernetes refuses a Service that has the same port and protocol twice. Compose and Docker drop the second without a word, so a change to one of the two is easily made at the wrong place, and often another number was meant.',
    howToFix: 'Delete one of them, or write the number that was meant.',
    whenToIgnore:
      'When the repetition is harmless and wanted; it is a hint only where the platform drops it. Left alone on purpose: the same number for another protocol or another address.',
  },
});

import { problemRule } from './rule';

/** F1: a port, range or protocol that its field cannot hold. */
export const invalidPort = problemRule({
  id: 'invalid-port',
  summary: 'This is not a valid port, range or protocol for this field.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'Ports are numbers from 1 to 65535. A range counts upwards, the two ranges of a mapping are equally long, and the protocols are `tcp`, `udp` and `sctp`. Docker, Compose and the Kubernetes API refuse anything else, so nothing starts.',
    howToFix:
      'Write a number from 1 to 65535, put the smaller end of a range first, and make both ranges of a mapping equally long (or the container side a single port).',
    whenToIgnore:
      'Never, while the platform refuses it. Left alone on purpose: values with variables or template text that are not known here, and a published port of 0, which means “any free port”.',
  },
});

import { problemRule } from './rule';

/** F2: a port name that the API rejects, or that stands twice. */
export const invalidPortName = problemRule({
  id: 'invalid-port-name',
  summary: 'A port name is not valid, or stands twice.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'Names of container ports are service names in the sense of IANA: at most 15 characters of `a-z`, `0-9` and `-`, with at least one letter, no `--` and no `-` at the ends. Names of Service ports are DNS labels. Names must be unique in a container and in a Service. The API server rejects everything else.',
    howToFix: 'Shorten or respell the name, and the places that use it.',
    whenToIgnore: 'Never, except where the text is filled in before it reaches the API server; placeholders are left alone.',
  },
});

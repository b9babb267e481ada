import { problemRule } from './rule';

/** F3: a name or number that is required is missing or of the wrong kind. */
export const servicePortNameRequired = problemRule({
  id: 'service-port-name-required',
  summary: 'A required port name or number is missing, or of the wrong kind.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'A Service with more than one port must name each of them, its ports and those of containers need their number, and a gRPC probe takes a number only. The API server rejects anything else.',
    howToFix: 'Name every port of the Service; write `port` or `containerPort`; give the gRPC probe the number.',
    whenToIgnore: 'Never. Patches, which are not whole objects, are left alone.',
  },
});

import { problemRule } from './rule';

/** B7: digits in quotes where the API wants a number. */
export const quotedPortNumber = problemRule({
  id: 'quoted-port-number',
  summary: 'A port number in quotes is read as a port *name*, or as the wrong type, and rejected.',
  category: 'resolution',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'Fields such as `targetPort` and probe ports take a number or a name. A text is taken for a name, and a name needs a letter, so the API server rejects `"8080"`. Fields such as `containerPort` take numbers only.',
    howToFix: 'Take the quotes away.',
    whenToIgnore:
      'Never for Kubernetes manifests. Terraform, Cilium and Istio have fields of their own in which a text is right; those are left alone.',
  },
});

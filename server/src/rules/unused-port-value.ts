import { problemRule } from './rule';

/** A key of a chart's values that looks like a port and that no template reads. */
export const unusedPortValue = problemRule({
  id: 'unused-port-value',
  summary: 'A key of a chart’s `values.yaml` looks like a port, but no template reads it.',
  category: 'hygiene',
  severity: 'hint',
  since: '0.1.0',
  fixable: false,
  docs: {
    why: 'Whoever installs the chart sets the key, Helm accepts it, and nothing changes: the port that the templates write stands somewhere else. Such keys are left behind when a template is rewritten, or are spelled otherwise than the template asks for.',
    howToFix: 'Remove the key, or use it in the template that writes the port.',
    whenToIgnore:
      'When something outside of the chart reads the key. Left alone on purpose: maps that a template uses as a whole (`toYaml`, `range`, `with`), keys whose name stands as text in a template, values that are templates themselves, values of dependencies, and charts with dependencies that are not in the workspace.',
  },
});

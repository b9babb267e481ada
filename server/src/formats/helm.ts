import type { ChartTree, UnusedPortKey } from '../facts/assembled';
import type { Fact } from '../facts/facts';
import { say } from '../text/say';
import type { Format } from './format';

/** What a Helm chart says beside the objects that it renders, which are read as manifests are. */
export const helm: Format<ChartTree> = {
  id: 'helm',
  title: 'Helm charts',
  files: ['Chart.yaml', 'values*.yaml', 'templates/**'],
  reads: [
    'Templates, rendered with the chart’s values, with each values file, and as Helmfile, Argo CD and Flux install them',
    'Dependencies that are unpacked, local or beside the chart: conditions, tags, aliases, imported values, globals',
    'Every object that is rendered, as a Kubernetes manifest',
    'Keys of `values.yaml` that look like ports and that nothing reads',
  ],
  tree: 'chart',
  detect: (uri) => /\/templates\/.*\.(?:tpl|txt)$|\/\.helmignore$/.test(uri),
  read: (tree) => ({ facts: tree.unused.map(problem) }),
};

function problem({ path, number, at }: UnusedPortKey): Fact {
  return {
    kind: 'problem',
    rule: 'unused-port-value',
    site: at,
    message: say`\`${path.join('.')}\` sets port ${number}, but no template of the chart reads it: changing it changes nothing. Remove it, or use it where the port is written.`,
    certainty: 'certain',
    related: [],
    fixes: [],
  };
}

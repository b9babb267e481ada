import type { DevToolTree } from '../../facts';
import type { Format, Reading } from '../format';
import { readK3d, readKind } from './clusters';
import { readDevSpace } from './devspace';
import { readSkaffold } from './skaffold';
import { readTilt } from './tilt';

/** Files of tools that run what is developed: forwards to ports of other files, and images that are built (formats.md §3.16). */
export const devTools: Format<DevToolTree> = {
  id: 'dev-tools',
  title: 'Development tools: kind, k3d, Skaffold, Tilt, DevSpace',
  files: ['skaffold.yaml', 'Tiltfile', 'devspace.yaml', '*.yaml'],
  reads: [
    'clusters of kind (`extraPortMappings`) and k3d (`ports`): ports of the machine and the node ports behind them',
    'Skaffold: `portForward`, and images that are built from Dockerfiles',
    'Tilt: `port_forwards` of `k8s_resource` and `docker_build` with literal arguments',
    'DevSpace: `ports` of a container, `forward` before version 6',
  ],
  tree: 'dev-tool',
  detect: (uri) => /\/(?:Tiltfile(?:\.[\w-]+)?|[\w.-]+\.[Tt]iltfile|[^/]*\.ya?ml)$/.test(uri),
  read,
};

function read(tree: DevToolTree): Reading {
  const { tool, root } = tree;
  if (tool === 'tilt') return { facts: readTilt(tree) };
  if (!root) return { facts: [] };
  switch (tool) {
    case 'kind':
      return { facts: readKind(tree, root) };
    case 'k3d':
      return { facts: readK3d(tree, root) };
    case 'skaffold':
      return { facts: readSkaffold(tree, root) };
    case 'devspace':
      return { facts: readDevSpace(tree, root) };
  }
}

import { decoded } from '../syntax/decode';
import type { StarlarkCall, StarlarkValue } from '../syntax/starlark';
import { starlarkCalls } from '../syntax/starlark';
import type { Node } from '../syntax/tree';
import { at, entriesOf, get, itemsOf, scalar } from '../syntax/tree';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { KUSTOMIZATION_NAMES } from './kustomization';

/** A path that the file of a development tool names, from the folder of that file. */
export interface ToolPath {
  readonly text: MappedText;
  /** For a folder: the names of the file by which it counts, the first that is there. */
  readonly inFolder: readonly string[];
}

const CHART = ['Chart.yaml'];
const SKAFFOLD = ['skaffold.yaml', 'skaffold.yml'];
const DEVSPACE = ['devspace.yaml', 'devspace.yml'];
const TILTFILE = ['Tiltfile'];

/** Paths of a `skaffold.yaml` (https://skaffold.dev/docs/references/yaml/), old versions and profiles included. */
export function skaffoldPaths(root: Node): readonly ToolPath[] {
  const required = itemsOf(get(root, 'requires')).flatMap((item) => paths(get(item, 'path'), SKAFFOLD));
  const parts = [root, ...itemsOf(get(root, 'profiles'))].flatMap((part) => [
    ...paths(at(part, 'manifests', 'rawYaml')),
    ...paths(at(part, 'deploy', 'kubectl', 'manifests')),
    ...['manifests', 'deploy'].flatMap((section) => [
      ...paths(at(part, section, 'kustomize', 'paths'), KUSTOMIZATION_NAMES),
      ...itemsOf(at(part, section, 'helm', 'releases')).flatMap((release) => [
        ...paths(get(release, 'chartPath'), CHART),
        ...paths(get(release, 'valuesFiles')),
      ]),
    ]),
  ]);
  return [...required, ...parts];
}

/** Paths of a `devspace.yaml` (https://www.devspace.sh/docs/configuration/reference), from version 5 on. */
export function devSpacePaths(root: Node): readonly ToolPath[] {
  const imported = itemsOf(get(root, 'imports')).flatMap((item) => paths(get(item, 'path'), DEVSPACE));
  const deployments = get(root, 'deployments');
  const each = deployments?.kind === 'seq' ? deployments.items : entriesOf(deployments).map((e) => e.value);
  const deployed = each.flatMap((deployment) => [
    ...paths(at(deployment, 'kubectl', 'manifests'), KUSTOMIZATION_NAMES),
    ...paths(at(deployment, 'helm', 'chart', 'name'), CHART),
    ...paths(at(deployment, 'helm', 'chart', 'path'), CHART),
    ...paths(at(deployment, 'helm', 'valuesFiles')),
  ]);
  return [...imported, ...deployed];
}

/** Functions of Tilt whose first argument is a path or a list of paths (https://docs.tilt.dev/api.html). */
const TILT: ReadonlyMap<string, readonly string[]> = new Map([
  ['k8s_yaml', []],
  ['docker_compose', []],
  ['include', TILTFILE],
  ['load', TILTFILE],
  ['load_dynamic', TILTFILE],
  ['kustomize', KUSTOMIZATION_NAMES],
  ['helm', CHART],
  ['read_file', []],
  ['read_yaml', []],
  ['read_json', []],
]);

/** Paths of a Tiltfile that are written as literals. */
export function tiltPaths(text: MappedText): readonly ToolPath[] {
  const inCall = (call: StarlarkCall): readonly ToolPath[] => [
    ...literals(call.args[0], TILT.get(call.name) ?? []),
    ...literals(call.named.get('values'), []),
  ];
  const literals = (value: StarlarkValue | undefined, inFolder: readonly string[]): readonly ToolPath[] => {
    if (!value) return [];
    switch (value.kind) {
      case 'list':
        return value.items.flatMap((item) => literals(item, inFolder));
      case 'string':
        return [{ text: sliceMapped(text, value.inner.start, value.inner.end), inFolder }];
      case 'call':
        // `k8s_yaml(kustomize('base'))`
        return TILT.has(value.call.name) ? inCall(value.call) : [];
      case 'number':
      case 'other':
        return [];
    }
  };
  return starlarkCalls(text.text, new Set(TILT.keys())).flatMap(inCall);
}

/** The texts of a scalar or a list of scalars. */
function paths(node: Node | undefined, inFolder: readonly string[] = []): readonly ToolPath[] {
  const items = node?.kind === 'seq' ? node.items : [node];
  return items.flatMap((item) => {
    const text = scalar(item);
    return text ? [{ text: decoded(text), inFolder }] : [];
  });
}

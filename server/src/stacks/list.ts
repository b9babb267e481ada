import { compose } from './compose';
import { devTools } from './devTools';
import { helm } from './helm';
import { inflateChart } from './helm/inflate';
import { kustomizeWith } from './kustomize';
import { imageBuild } from './imageBuild';
import { manifests } from './manifests';
import type { StackKind } from './stack';

/** Every kind of stack. A new kind is one line here. */
export const stacks: readonly StackKind[] = [
  compose,
  kustomizeWith(inflateChart),
  helm,
  manifests,
  imageBuild,
  devTools,
];

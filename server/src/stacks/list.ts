import { compose } from './compose';
import { devTools } from './devTools';
import { helm } from './helm';
import { kustomize } from './kustomize';
import { imageBuild } from './imageBuild';
import { manifests } from './manifests';
import type { StackKind } from './stack';

/** Every kind of stack. A new kind is one line here. */
export const stacks: readonly StackKind[] = [compose, kustomize, helm, manifests, imageBuild, devTools];

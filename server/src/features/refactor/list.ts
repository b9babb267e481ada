import { occurrencesAt } from '../occurrences';
import type { Snapshot } from '../snapshot';
import type { Uri } from '../../text/span';
import { addComposeHealthCheck } from './addComposeHealthCheck';
import { addExpose } from './addExpose';
import { addImageHealthCheck } from './addImageHealthCheck';
import { addReadinessProbe } from './addReadinessProbe';
import { bindToLoopback } from './bindToLoopback';
import { extractChartValue } from './extractChartValue';
import { extractComposeVariable } from './extractComposeVariable';
import { extractConfigMapKey } from './extractConfigMapKey';
import { inlineChartValue } from './inlineChartValue';
import { inlineComposeVariable } from './inlineComposeVariable';
import { inlineConfigMapKey } from './inlineConfigMapKey';
import { movePortsToOwner } from './movePortsToOwner';
import { nameContainerPort } from './nameContainerPort';
import { nameTargetPort } from './nameTargetPort';
import type { Refactoring, RefactoringKind } from './refactoring';

/** All refactorings, in the order in which they are offered. */
export const refactorings: readonly RefactoringKind[] = [
  movePortsToOwner,
  nameTargetPort,
  nameContainerPort,
  addExpose,
  extractComposeVariable,
  extractChartValue,
  extractConfigMapKey,
  inlineComposeVariable,
  inlineChartValue,
  inlineConfigMapKey,
  bindToLoopback,
  addReadinessProbe,
  addComposeHealthCheck,
  addImageHealthCheck,
];

/** A refactoring as it is offered. */
export interface OfferedRefactoring extends Refactoring {
  readonly of: RefactoringKind;
}

/** More of them at one place are noise. */
const AT_MOST = 4;

/** What can be done at a cursor, best first; nothing is written before somebody wants it. */
export function refactoringsAt(snapshot: Snapshot, uri: Uri, offset: number): readonly OfferedRefactoring[] {
  const deployments = snapshot.contextsAt(uri).filter((m) => m.context.stack !== 'image-build');
  const place = { uri, offset, found: occurrencesAt(snapshot, uri, offset), deployments };
  const all = refactorings.flatMap((of) => of.at(snapshot, place).map((r): OfferedRefactoring => ({ ...r, of })));
  return all.slice(0, AT_MOST);
}

import { CodeActionKind } from 'vscode-languageserver';
import type { WorkspaceEdit } from 'vscode-languageserver';
import { findingsAt, fixesOfEach } from '../../features/fixes';
import { refactoringsAt } from '../../features/refactor/list';
import { readyRewrite } from '../../features/refactor/refactoring';
import type { Refactoring } from '../../features/refactor/refactoring';
import { newFile, workspaceEdit } from '../edits';
import type { Asked, Offer } from './offer';

/** The groups of refactorings that are offered. */
export const REFACTORINGS = [
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
] as const;

/** Refactorings at the cursor. What a fix there does already is not offered twice. */
export function refactoringOffers(asked: Asked): readonly Offer[] {
  const { snapshot, at, wants } = asked;
  if (!REFACTORINGS.some((kind) => wants(kind))) return [];
  const offered = refactoringsAt(snapshot, at.uri, at.start).filter((r) => wants(r.of.kind));
  if (offered.length === 0) return [];
  const fixes = wants(CodeActionKind.QuickFix) ? fixesOfEach(snapshot, findingsAt(snapshot, at)).flat() : [];
  const known = new Set(fixes.map(({ fix }) => fix.title));
  return offered
    .filter((r) => !known.has(r.title) && (!r.creates || makesFiles(asked)))
    .map((r): Offer => ({
      id: `refactor ${r.of.id} ${r.title}`,
      title: r.title,
      kind: r.of.kind,
      edit: () => editOf(asked, r),
    }));
}

function makesFiles({ session }: Asked): boolean {
  const { documentChanges, resourceOperations = [] } = session.capabilities.workspace?.workspaceEdit ?? {};
  return documentChanges === true && resourceOperations.includes('create');
}

function editOf({ snapshot, session }: Asked, refactoring: Refactoring): WorkspaceEdit | undefined {
  const ready = readyRewrite(snapshot, refactoring);
  const changed = ready && workspaceEdit(snapshot, ready.edits, session);
  if (!ready || !changed || ready.created.length === 0) return changed;
  const created = ready.created.map((f) => newFile(f.uri, f.text, session)?.documentChanges);
  if (!changed.documentChanges || !created.every((c) => c !== undefined)) return undefined;
  return { documentChanges: [...created.flat(), ...changed.documentChanges] };
}

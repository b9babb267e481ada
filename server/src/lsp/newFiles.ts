import type { WorkspaceEdit } from 'vscode-languageserver';
import { networkPolicies } from '../features/netpol';
import { PORTS_FILE, portsDocument, withPortsDocument } from '../features/portsDocument';
import type { Snapshot } from '../features/snapshot';
import type { SourceFile } from '../text/source';
import { positionAt } from '../text/source';
import type { Uri } from '../text/span';
import { directoryOf } from '../text/uri';
import { newFile, workspaceEdit } from './edits';
import type { Session } from './session';

/** A document of ports, and the edit that brings it up to date where it is not. */
export interface PortsUpdate {
  readonly uri: Uri;
  readonly edit?: WorkspaceEdit;
}

/** What brings the document of ports of a workspace folder up to date; `undefined` when the client cannot do that. */
export function portsUpdate(snapshot: Snapshot, root: Uri, session: Session): PortsUpdate | undefined {
  const uri = `${root}/${PORTS_FILE}`;
  const file = snapshot.files.get(uri);
  const text = withPortsDocument(file?.text, portsDocument(snapshot, root));
  if (file?.text === text) return { uri };
  const edit = file
    ? workspaceEdit(snapshot, [{ uri, start: 0, end: file.text.length, newText: text }], session)
    : newFile(uri, text, session);
  return edit && { uri, edit };
}

/** The policies of a workload at a place, and the file beside its manifest that they would make. */
export interface NewPolicies {
  readonly workload: string;
  readonly edit: WorkspaceEdit;
}

/**
 * NetworkPolicies for the workload of a plain manifest at an offset: anywhere in it when they are asked for, else on the line
 * of its name. Nothing for objects that are built or rendered, whose
 * file is not what is applied, where the file is there already, and where no connection is known.
 */
export function policiesAt(
  snapshot: Snapshot,
  { uri, offset, isAsked }: { readonly uri: Uri; readonly offset: number; readonly isAsked: boolean },
  session: Session,
): NewPolicies | undefined {
  const file = snapshot.files.get(uri);
  for (const model of snapshot.contextsAt(uri)) {
    if (model.context.stack !== 'manifests') continue;
    const found = model.workloads.find(({ fact: { site, name } }) => {
      const inside = site.uri === uri && site.start <= offset && offset <= site.end;
      return inside && (isAsked || (file && lineOf(file, name.site.start) === lineOf(file, offset)));
    });
    const name = found?.fact.name.value ?? '';
    if (!found || !/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(name)) continue;
    const text = networkPolicies(model, name);
    const target = `${directoryOf(uri)}/${name}-netpol.yaml`;
    const edit = text === '' || snapshot.files.has(target) ? undefined : newFile(target, text, session);
    if (edit) return { workload: name, edit };
  }
  return undefined;
}

function lineOf(file: SourceFile, offset: number): number {
  return positionAt(file, offset).line;
}

import { DiagnosticSeverity } from 'vscode-languageserver';
import type {
  CodeDescription,
  Diagnostic,
  DiagnosticRelatedInformation,
  Location,
  Range,
  TextEdit as LspEdit,
} from 'vscode-languageserver';
import { limitedTo } from '../features/environments';
import type { Snapshot } from '../features/snapshot';
import type { Finding } from '../rules/finding';
import { rulePage } from '../rules/pages';
import type { Severity } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import { shortVisible, visible } from '../text/escape';
import { say } from '../text/say';
import type { Position, SourceFile } from '../text/source';
import { offsetAt, positionAt } from '../text/source';
import type { Span, Uri } from '../text/span';
import type { Tongue } from '../text/tongue';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A span as a range of the protocol; the start of the file when its text is not known. */
export function rangeOf(at: Span, file: SourceFile | undefined): Range {
  if (!file) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return { start: positionAt(file, at.start), end: positionAt(file, at.end) };
}

/** A span as a location of the protocol. */
export function locationOf(snapshot: Snapshot, at: Span): Location {
  return { uri: at.uri, range: rangeOf(at, snapshot.files.get(at.uri)) };
}

/** The offset of a position in a file of the snapshot; `undefined` when its text is not known. */
export function offsetIn(snapshot: Snapshot, uri: Uri, position: Position): number | undefined {
  const file = snapshot.files.get(uri);
  return file && offsetAt(file, position);
}

/** Names of the environments to which a finding is limited. */
function suffix(finding: Finding): string {
  const names = limitedTo(finding);
  return names.length > 0 ? say` (in ${names.join(', ')})` : '';
}

/** Longest message that is shown: values in it come from files. */
const MESSAGE_LIMIT = 1000;

/** Message of a finding as it is shown: one line, control characters visible, back-quotes as written. */
export function messageOf(finding: Finding, tell: Tongue): string {
  return shortVisible(tell(finding.message), MESSAGE_LIMIT) + visible(tell(suffix(finding)));
}

/** What a client can do with a diagnostic, and the language that it reads. */
export interface DiagnosticReader {
  readonly related: boolean;
  readonly tell: Tongue;
}

/** A finding as a diagnostic. */
export function diagnosticOf(snapshot: Snapshot, finding: Finding, { related, tell }: DiagnosticReader): Diagnostic {
  const codeDescription: CodeDescription = { href: rulePage(finding.rule.id) };
  const relatedInformation: DiagnosticRelatedInformation[] = finding.related.map((r) => ({
    location: locationOf(snapshot, r.at),
    message: shortVisible(tell(r.message), MESSAGE_LIMIT),
  }));
  return {
    range: rangeOf(finding.site, snapshot.files.get(finding.site.uri)),
    severity: SEVERITY[finding.severity],
    code: finding.rule.id,
    codeDescription,
    source: 'portolan',
    message: messageOf(finding, tell),
    ...(related && relatedInformation.length > 0 ? { relatedInformation } : {}),
  };
}

/** Edits of one file as edits of the protocol. */
export function editsOf(edits: readonly TextEdit[], file: SourceFile): LspEdit[] {
  return edits.map((e) => ({ range: rangeOf(e, file), newText: e.newText }));
}

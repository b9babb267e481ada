import type { Command, WorkspaceEdit } from 'vscode-languageserver';
import type { Snapshot } from '../../features/snapshot';
import type { Finding } from '../../rules/finding';
import type { Span } from '../../text/span';
import type { Session } from '../session';

/** What a client asks code actions for. */
export interface Asked {
  readonly snapshot: Snapshot;
  readonly session: Session;
  /** The selection, or the cursor as an empty span. */
  readonly at: Span;
  /** Whether an action of this kind is wanted. */
  readonly wants: (kind: string) => boolean;
  /** Whether kinds were named: what nobody looks for at every move of the cursor is offered only then. */
  readonly isAsked: boolean;
}

/** An action that may be offered. Its edit is worked out when it is wanted. */
export interface Offer {
  /** The same action has the same id in every snapshot, as long as it stands at the same place. */
  readonly id: string;
  /** A whole sentence, marked with `say`. */
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  /** The finding that it is about. */
  readonly finding?: Finding;
  /** Asking again at this place gives the offer again; the place that was asked for when left out. */
  readonly at?: Span;
  /** The edit; `undefined` when it cannot be made. */
  readonly edit?: () => WorkspaceEdit | undefined;
  /** For actions that show something. */
  readonly command?: Command;
}

/** Gives the offers of one kind of action. */
export type Provider = (asked: Asked) => readonly Offer[];

import type { CodeAction, CodeActionParams, Range } from 'vscode-languageserver';
import type { Snapshot } from '../features/snapshot';
import { visible } from '../text/escape';
import type { Span } from '../text/span';
import { canonicalUri } from '../text/uri';
import { fileOffers } from './actions/files';
import { fixAllOffers, fixOffers } from './actions/fixes';
import { ignoreOffers } from './actions/ignores';
import { learnOffers } from './actions/learn';
import type { Asked, Offer, Provider } from './actions/offer';
import { refactoringOffers } from './actions/refactorings';
import { diagnosticOf, offsetIn, rangeOf } from './convert';
import type { Session } from './session';

export { FIX_ALL } from './actions/fixes';
export { UPDATE_PORTS, WRITE_POLICIES } from './actions/files';
export { REFACTORINGS } from './actions/refactorings';

/** In the order in which they are shown. */
const PROVIDERS: readonly Provider[] = [
  fixOffers,
  ignoreOffers,
  learnOffers,
  fixAllOffers,
  refactoringOffers,
  fileOffers,
];

/** What a client sends back of an action to get its edit. */
interface ActionData {
  readonly uri: string;
  /** Where to ask for it again. */
  readonly range: Range;
  /** The offer's. */
  readonly id: string;
  readonly kind: string;
  readonly revision: number;
  /** The version of the document, where it was open. */
  readonly version?: number;
}

/**
 * The actions for a range. Their edits are left to {@link resolvedAction} where the client fetches them there; otherwise
 * actions without an edit are left out.
 */
export function codeActions(snapshot: Snapshot, params: CodeActionParams, session: Session): CodeAction[] {
  const { only } = params.context;
  const wants = (kind: string) => !only || only.some((o) => kind === o || kind.startsWith(`${o}.`));
  const asked = askedFor(snapshot, session, params.textDocument.uri, params.range, wants, only !== undefined);
  if (!asked) return [];
  const { resolvesEdits, actionLiterals } = session.client;
  return offersFor(asked).flatMap((offer) => {
    const action = actionOf(asked, offer);
    if (!offer.edit) return [action];
    if (resolvesEdits) return [{ ...action, data: dataOf(asked, offer) }];
    const edit = offer.edit();
    if (!edit) return [];
    // What is sent back as a command's argument is as good as what is sent back to be resolved.
    return [actionLiterals ? { ...action, edit } : { ...action, data: dataOf(asked, offer) }];
  });
}

/**
 * An action with its edit. Without one when the document has changed since the action was offered, or what it was about is
 * gone: an edit made for another text would be a wrong one.
 */
export function resolvedAction(snapshot: Snapshot, action: CodeAction, session: Session): CodeAction {
  const data = action.data as Partial<ActionData> | undefined;
  if (!data?.uri || !data.range || data.id === undefined) return action;
  const uri = canonicalUri(data.uri);
  const isSame = data.version !== undefined && session.versionOf(uri) === data.version;
  if (snapshot.revision !== data.revision && !isSame) return action;
  const asked = askedFor(snapshot, session, uri, data.range, (kind) => kind === data.kind, true);
  const edit =
    asked &&
    offersFor(asked)
      .find((o) => o.id === data.id)
      ?.edit?.();
  return edit ? { ...action, edit } : action;
}

function offersFor(asked: Asked): readonly Offer[] {
  return PROVIDERS.flatMap((provider) => provider(asked));
}

/** `undefined` where the text is not known, or not the one that the client shows. */
function askedFor(
  snapshot: Snapshot,
  session: Session,
  given: string,
  range: Range,
  wants: Asked['wants'],
  isAsked: boolean,
): Asked | undefined {
  const uri = canonicalUri(given);
  if (!session.isFresh(snapshot, uri)) return undefined;
  const start = offsetIn(snapshot, uri, range.start);
  const end = offsetIn(snapshot, uri, range.end);
  if (start === undefined || end === undefined) return undefined;
  const at: Span = { uri, start, end };
  return { snapshot, session, at, wants, isAsked };
}

function actionOf({ snapshot, session }: Asked, offer: Offer): CodeAction {
  const { title, kind, isPreferred, finding, command } = offer;
  return {
    title: visible(session.tell(title)),
    kind,
    ...(isPreferred === undefined ? {} : { isPreferred }),
    ...(finding ? { diagnostics: [diagnosticOf(snapshot, finding, session.diagnostics.client)] } : {}),
    ...(command ? { command } : {}),
  };
}

function dataOf({ snapshot, session, at }: Asked, offer: Offer): ActionData {
  const place = offer.at ?? at;
  const version = session.versionOf(place.uri);
  return {
    uri: place.uri,
    range: rangeOf(place, snapshot.files.get(place.uri)),
    id: offer.id,
    kind: offer.kind,
    revision: snapshot.revision,
    ...(version === undefined ? {} : { version }),
  };
}

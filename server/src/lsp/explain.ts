import { explainFindingMethod, rulePageMethod } from '../../../shared/src/explain';
import type {
  Evidence,
  EvidencePlace,
  ExplainParams,
  Explanation,
  RulePage,
  RulePageParams,
} from '../../../shared/src/explain';
import { explain, findingsToExplain } from '../features/explain/explain';
import { shortName } from '../features/markdown';
import type { Snapshot } from '../features/snapshot';
import { parts } from '../index';
import { pageOf } from '../rules/pages';
import { shortVisible, visible } from '../text/escape';
import { lineText, positionAt } from '../text/source';
import type { Span } from '../text/span';
import { canonicalUri } from '../text/uri';
import { offsetIn, rangeOf } from './convert';
import type { Session } from './session';

/** Longest text of one row, and longest line of a file beside it: both hold what files say. */
const TEXT_LIMIT = 1000;
const LINE_LIMIT = 200;

/** Registers what tells why a finding is reported, and what there is to know of a rule. */
export function registerExplain(session: Session): void {
  const { connection } = session;
  connection.onRequest(
    explainFindingMethod,
    async ({ uri: given, position, rule }: ExplainParams): Promise<readonly Explanation<EvidencePlace>[]> => {
      const snapshot = await session.current();
      const uri = canonicalUri(given);
      const offset = session.isFresh(snapshot, uri) ? offsetIn(snapshot, uri, position) : undefined;
      if (offset === undefined) return [];
      return findingsToExplain(snapshot, uri, offset, rule).map((finding) => {
        const told = explain(snapshot, finding);
        return { ...told, claim: inPlaces(snapshot, session, told.claim) };
      });
    },
  );
  connection.onRequest(rulePageMethod, ({ rule }: RulePageParams): RulePage | null => {
    const found = parts.rules.find((r) => r.meta.id === rule);
    return found ? { title: found.meta.id, markdown: pageOf(found.meta) } : null;
  });
}

function inPlaces(snapshot: Snapshot, session: Session, evidence: Evidence<Span>): Evidence<EvidencePlace> {
  const { kind, text, at, children } = evidence;
  return {
    kind,
    text: shortVisible(session.tell(text), TEXT_LIMIT),
    ...(at ? { at: placeOf(snapshot, at) } : {}),
    children: children.map((child) => inPlaces(snapshot, session, child)),
  };
}

function placeOf(snapshot: Snapshot, at: Span): EvidencePlace {
  const file = snapshot.files.get(at.uri);
  const line = file ? positionAt(file, at.start).line : 0;
  return {
    uri: at.uri,
    range: rangeOf(at, file),
    name: `${visible(shortName(at.uri, snapshot.roots))}:${line + 1}`,
    line: file ? shortVisible(lineText(file, line).trim(), LINE_LIMIT) : '',
  };
}

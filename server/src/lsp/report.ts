import { reportMethod, whyMethod } from '../../../shared/src/report';
import type { Counted, ServerReport, SkippedGroup, WhyParams, WhyResult } from '../../../shared/src/report';
import { parts } from '../index';
import { visible } from '../text/escape';
import { append } from '../text/lists';
import { canonicalUri } from '../text/uri';
import { accountOf } from '../workspace/account';
import type { Skipped } from '../workspace/files';
import type { ServerHost, Session } from './session';

/** Places that are named of those that were left out for one reason. */
const EXAMPLES = 3;
/** Lines of one list. */
const LINES = 20;

/** Registers what the server tells of itself and of single files when somebody asks. */
export function registerReport(session: Session, host: ServerHost): void {
  const { connection, workspace, tell } = session;
  connection.onRequest(reportMethod, () => reportOf(session, host));
  connection.onRequest(whyMethod, async ({ uri }: WhyParams): Promise<WhyResult> => {
    await session.current();
    const { indexed, because } = await accountOf(workspace, canonicalUri(uri), parts.formats);
    return { indexed, because: because.map((sentence) => visible(tell(sentence))) };
  });
}

function reportOf({ workspace, roots }: Session, host: ServerHost): ServerReport {
  const { snapshot, skipped, timings } = workspace;
  const formatsOf = (uri: string) => {
    const stacks = [...new Set(snapshot.contextsAt(uri).map((m) => m.context.stack))].sort();
    return stacks.length > 0 ? stacks.join(', ') : 'nothing charted';
  };
  const memory = host.memory?.();
  return {
    version: host.version,
    platform: host.platform,
    roots: roots(),
    files: counted([...snapshot.files.keys()].map(formatsOf)),
    contexts: counted(snapshot.contexts.map((m) => m.context.stack)),
    findings: counted(snapshot.findings.map((f) => `${f.rule.id} (${f.severity})`)),
    skipped: groups(skipped),
    // What stands in back-quotes may be somebody's value.
    notes: counted(snapshot.notes.map((n) => visible(n.message.replace(/`[^`]*`/g, '`…`')))),
    timings: Object.entries(timings).map(([what, ms]) => ({ what, count: Math.round(ms) })),
    ...(memory === undefined ? {} : { memory }),
  };
}

/** How often each thing is there: the most frequent first, the rest of a long list as one line. */
function counted(things: readonly string[]): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const what of things) counts.set(what, (counts.get(what) ?? 0) + 1);
  const all = [...counts].map(([what, count]) => ({ what, count }));
  all.sort((a, b) => b.count - a.count || (a.what < b.what ? -1 : 1));
  const rest = all.slice(LINES).reduce((sum, { count }) => sum + count, 0);
  return rest > 0 ? [...all.slice(0, LINES), { what: 'others', count: rest }] : all;
}

/** What was left out, by reason; sizes, patterns and paths in a reason do not make it another one. */
function groups(skipped: readonly Skipped[]): readonly SkippedGroup[] {
  const found = new Map<string, Skipped[]>();
  for (const s of skipped) {
    const reason = s.because
      .replace(/`[^`]*`/g, '`…`')
      .replace(/\d{4,}/g, '…')
      .replace(/\b[a-z]+:\/\/\S+/g, '…');
    append(found, reason, s);
  }
  const all = [...found].map(([because, list]) => ({
    because: visible(because),
    count: list.length,
    examples: list.slice(0, EXAMPLES).map((s) => s.uri),
  }));
  return all.sort((a, b) => b.count - a.count).slice(0, LINES);
}

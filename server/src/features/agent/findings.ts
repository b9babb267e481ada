import { environmentName } from '../../model/environment';
import type { Finding } from '../../rules/finding';
import type { RuleMeta, Severity } from '../../rules/rule';
import { SEVERITIES } from '../../rules/rule';
import type { Snapshot } from '../snapshot';
import { limitedTo } from '../environments';
import { fixesOf } from '../fixes';
import { placeName } from './places';
import type { Answer, Asked, Question, Rendered } from './question';
import { PAGED, PAGED_MORE, PAGING, answered, firstOf, pageOf, plain, quoted, sentence } from './question';
import { noSuchRule } from './rule';
import type { InputOf } from './schema';
import { FLAG, TEXT, WHOLE, listOf, recordOf } from './schema';
import { ENVIRONMENT, inEnvironment, inPath, isRefused } from './scope';

const INPUT = {
  type: 'object',
  properties: {
    rule: { type: 'string', description: 'Only findings of this rule, by its id, such as `host-port-collision`.' },
    severity: {
      type: 'string',
      enum: SEVERITIES,
      description: 'Only findings at least as severe as this. Default: info, so that hints are left out.',
    },
    file: { type: 'string', description: 'Only findings that stand in this file, or in a file of this folder.' },
    environment: ENVIRONMENT,
    ...PAGING,
  },
  additionalProperties: false,
} as const;

const RELATED = recordOf({ message: TEXT, at: TEXT });
const FIX = recordOf({ title: TEXT, safe: FLAG });
const FINDING = recordOf(
  {
    rule: TEXT,
    severity: TEXT,
    certainty: TEXT,
    at: TEXT,
    message: TEXT,
    related: listOf(RELATED),
    fixes: listOf(FIX),
  },
  { why: TEXT, environments: listOf(TEXT), moreRelated: WHOLE },
);

/** Lists findings with what they rest on. */
export const listFindings: Question<typeof INPUT> = {
  name: 'list_findings',
  title: 'Findings about ports',
  summary:
    'Lists what does not add up: ports that contradict each other, references that lead nowhere, what is open by mistake.',
  description:
    'Lists what does not add up in the ports of the workspace: mappings to ports on which nothing listens, references to ports that do not exist, probes at the wrong port, collisions, databases that are open to the world. Each finding has its place (file:line:column), its rule, the reason why the rule exists (with the first finding of each rule), the places that contradict it, how certain it is, and the titles of the fixes that Portolan offers (it applies none). Ask it before and after you change Dockerfiles, Compose files or Kubernetes manifests. The most severe come first.',
  input: INPUT,
  output: recordOf({ findings: listOf(FINDING), ...PAGED }, PAGED_MORE),
  answer,
};

function answer({ snapshot, rules }: Asked, input: InputOf<typeof INPUT>): Answer {
  const { rule, severity = 'info' } = input;
  if (rule !== undefined && !rules.some((r) => r.id === rule)) return noSuchRule(rule, rules);
  const isWithin = inPath(snapshot, input.file);
  if (isRefused(isWithin)) return isWithin;
  const isIn = inEnvironment(snapshot, input.environment);
  if (isRefused(isIn)) return isIn;
  const isSevere = (f: Finding): boolean => rankOf(f.severity) <= rankOf(severity as Severity);
  const found = snapshot.findings.filter(
    (f) =>
      (rule === undefined || f.rule.id === rule) &&
      isSevere(f) &&
      isWithin(f.site.uri) &&
      (input.environment === undefined || f.contexts.some((c) => isIn(environmentName(c)))),
  );
  const sorted = [...found].sort((a, b) => rankOf(a.severity) - rankOf(b.severity));
  const explained = new Set<RuleMeta>();
  const page = pageOf(sorted, input, (f) => {
    const isFirst = !explained.has(f.rule);
    explained.add(f.rule);
    return findingParts(snapshot, f, isFirst);
  });
  return answered({ findings: page.data, ...page.counts }, [
    `Findings: ${page.told}.${countsOf(sorted)}`,
    ...page.lines,
  ]);
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function countsOf(findings: readonly Finding[]): string {
  const parts = SEVERITIES.flatMap((s) => {
    const n = findings.filter((f) => f.severity === s).length;
    return n > 0 ? [`${n} ${s}`] : [];
  });
  return parts.length > 0 ? ` By severity: ${parts.join(', ')}.` : '';
}

/** Most of each that one finding shows. */
const RELATED_SHOWN = 6;
const FIXES_SHOWN = 4;

/** With the reason of its rule, for the first finding of the rule on a page. */
function findingParts(snapshot: Snapshot, finding: Finding, explains: boolean): Rendered {
  const { rule, severity, certainty, site } = finding;
  const at = placeName(snapshot, site);
  const message = sentence(finding.message);
  const environments = limitedTo(finding);
  const related = firstOf(finding.related, RELATED_SHOWN);
  const places = related.shown.map((r) => ({ message: sentence(r.message), at: placeName(snapshot, r.at) }));
  const fixes = fixesOf(snapshot, finding).slice(0, FIXES_SHOWN);
  const titles = fixes.map(({ fix: { title, safe } }) => ({ title: sentence(title), safe }));
  const where = environments.length > 0 ? ` (in ${environments.map(quoted).join(', ')})` : '';
  return {
    data: {
      rule: rule.id,
      severity,
      certainty,
      at,
      message,
      ...(explains ? { why: sentence(rule.docs.why) } : {}),
      ...(environments.length > 0 ? { environments: environments.map(plain) } : {}),
      related: places,
      ...(related.left > 0 ? { moreRelated: related.left } : {}),
      fixes: titles,
    },
    lines: [
      `- ${at} ${severity} ${rule.id}${where}: ${message}`,
      ...places.map((p) => `  ${p.at}: ${p.message}`),
      ...(related.left > 0 ? [`  and ${related.left} more places`] : []),
      ...(explains ? [`  why: ${sentence(rule.docs.why)}`] : []),
      ...titles.map((t) => `  fix${t.safe ? ' (safe)' : ''}: ${t.title}`),
    ],
  };
}

import type { Fix, ProblemFact } from '../facts';
import type { ContextRule, Report, RuleMeta } from './rule';

/** A rule that passes on what a format found wrong by its own grammar or the API's validation. */
export function problemRule(meta: RuleMeta & { readonly id: ProblemFact['rule'] }): ContextRule<ProblemFact> {
  return {
    scope: 'context',
    meta,
    *check(model): Generator<Report<ProblemFact>> {
      for (const p of model.problems) {
        if (p.rule !== meta.id) continue;
        yield { site: p.site, message: p.message, certainty: p.certainty, related: p.related, data: p, ...(p.severity ? { severity: p.severity } : {}) };
      }
    },
    fix(problem): readonly Fix[] {
      return problem.fixes.map((f) => ({ title: f.title, safe: f.safe, changes: [{ kind: 'rewrite', at: f.at, text: f.newText }] }));
    },
  };
}

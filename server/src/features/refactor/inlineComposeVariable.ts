import { say } from '../../text/say';
import type { Site } from '../../model/chart';
import { originOf } from '../../rules/rule';
import { lineEnd, lineStart, positionAt } from '../../text/source';
import type { Snapshot } from '../snapshot';
import { composeFolderAt } from './composeFolder';
import { numberOf } from './literals';
import type { RefactoringKind } from './refactoring';

/** A variable of a Compose file becomes the number that it has. */
export const inlineComposeVariable: RefactoringKind = {
  id: 'inline-compose-variable',
  kind: 'refactor.inline',
  docs: {
    title: 'Inline a variable (Compose)',
    text: 'On `${API_PORT:-3000}`, `${API_PORT}` or `$API_PORT` in a Compose file: writes the number that the variable has by `.env` or by its default. The variable stays in `.env`, where others may read it. Not offered where the number is a part of the value, where projects give it different values, and on variables that have to be set (`:?`).',
  },
  at(snapshot, place) {
    const { found } = place;
    const site = found[0]?.site;
    const number = site && numberOf(site);
    const name = site && variableAt(snapshot, site);
    const same = found.every((o) => numberOf(o.site) === number && variableAt(snapshot, o.site) === name);
    if (!site || number === undefined || name === undefined || !same || !composeFolderAt(snapshot, place)) return [];
    return [
      {
        title: say`Inline variable \`${name}\` (${number})`,
        rewrite: () => ({ changes: [{ kind: 'replace', at: site.span, text: String(number) }] }),
      },
    ];
  },
};

const EXPRESSION = /^\$(?:(\w+)|\{(\w+)(?::?-([^${}]*))?\})$/;

/** The variable that a site consists of, when the site's number is all of its value. */
function variableAt({ files }: Snapshot, site: Site): string | undefined {
  const at = originOf(site.value);
  const written = files.get(site.span.uri)?.text.slice(site.span.start, site.span.end) ?? '';
  const m = EXPRESSION.exec(written);
  const name = m?.[1] ?? m?.[2];
  const [step, ...more] = site.value.via;
  const file = at && files.get(at.uri);
  if (!file || !step || more.length > 0 || step.name !== name || site.originOf) return undefined;
  const value = file.text.slice(at.start, at.end);
  if (step.kind === 'default') return m?.[3] === value ? name : undefined;
  if (step.kind !== 'env-file') return undefined;
  const { line } = positionAt(file, at.start);
  const before = file.text.slice(lineStart(file, line), at.start);
  const after = file.text.slice(at.end, lineEnd(file, line));
  const whole = /^\s*(?:export\s+)?\w+\s*[=:]\s*["']?$/.test(before) && /^["']?\s*(?:#.*)?$/.test(after);
  return whole ? name : undefined;
}

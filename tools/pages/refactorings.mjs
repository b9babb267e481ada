// @ts-check
// The page on refactorings, in the order in which they are offered, each with what the first case of its fixture does.
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {Pick<import('../../server/src/features/refactor/refactoring').RefactoringKind, 'id' | 'kind' | 'docs'>} Refactoring */

const GROUPS = new Map([
  ['refactor.extract', 'Extract'],
  ['refactor.inline', 'Inline'],
  ['refactor.rewrite', 'Rewrite'],
]);

/**
 * @param {readonly Refactoring[]} refactorings
 * @param {string} repository
 */
export function refactoringsPage(refactorings, repository) {
  return [
    '# Refactorings',
    'Code actions for working files: they are offered with the cursor on a port, whether or not anything is wrong with it, and only where it is certain what comes of them. The files still parse, nothing but what is shown changes, every port resolves to the same number as before, and no finding above a hint comes. At most four are offered at one place; editors list them under “Refactor…”.',
    ...[...GROUPS].flatMap(([kind, group]) => [
      `## ${group}`,
      `Code actions of the kind \`${kind}\`.`,
      ...refactorings
        .filter((r) => r.kind === kind)
        .flatMap(({ id, docs }) => [`### ${docs.title}`, docs.text, exampleOf(id, repository)]),
    ]),
  ].join('\n\n');
}

/**
 * The first diff of the fixture.
 * @param {string} id
 * @param {string} repository
 */
function exampleOf(id, repository) {
  const text = fs.readFileSync(path.join(repository, 'test-fixtures/refactorings', `${id}.md`), 'utf8');
  const diff = /^```diff [^\n]*\n([^]*?)^```/m.exec(text)?.[1];
  if (diff === undefined) throw new Error(`the fixture of ${id} shows nothing`);
  return `\`\`\`diff\n${diff}\`\`\``;
}

// Explanations: the tree of the demo workspace in part, and what must hold for every finding of the fixtures.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { explain, findingsToExplain } from '../../src/features/explain/explain';
import type { Snapshot } from '../../src/features/snapshot';
import type { SourceFile } from '../../src/text/source';
import { positionAt, sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import { spanKey } from '../../src/text/span';
import type { Evidence } from '../../../shared/src/explain';
import { filesBelow } from '../../../tools/lib/repo.mjs';
import { makeEngine, settle, textOf } from '../fixture/drive';
import { ROOT, parseFixture } from '../fixture/parse';

const base = path.resolve(import.meta.dirname, '../../../test-fixtures');
const look = (files: readonly SourceFile[]): Snapshot => settle(makeEngine(false), files.map(textOf));

const harbour = path.join(base, 'workspaces/harbour');
const demo = look(
  filesBelow(harbour, '').map((name) =>
    sourceFile(`${ROOT}/${name}`, fs.readFileSync(path.join(harbour, name), 'utf8')),
  ),
);

/** The rows of an explanation, indented by their depth, with `file:line` at their ends. */
function rowsOf(snapshot: Snapshot, evidence: Evidence<Span>, depth = 0): readonly string[] {
  const { text, at, children } = evidence;
  const file = at && snapshot.files.get(at.uri);
  const place = file ? `  ${at.uri.slice(ROOT.length + 1)}:${positionAt(file, at.start).line + 1}` : '';
  return [`${' '.repeat(depth)}${text}${place}`, ...children.flatMap((c) => rowsOf(snapshot, c, depth + 1))];
}

function told(name: string, rule: string): readonly string[] {
  const finding = demo.byUri.get(`${ROOT}/${name}`)?.find((f) => f.rule.id === rule);
  if (!finding) throw new Error(`${name} has no finding of ${rule}`);
  return rowsOf(demo, explain(demo, finding).claim);
}

describe('an explanation', () => {
  test('follows values to the line of the environment file', () => {
    const rows = told('compose.yaml', 'compose-url-published-port');
    const at = rows.indexOf('  host port 5433 leads to container port 5432  compose.yaml:42');
    expect(rows.slice(at, at + 5)).toEqual([
      '  host port 5433 leads to container port 5432  compose.yaml:42',
      '   `5433`: published port of service `db`  compose.yaml:42',
      '    `DB_PUBLISHED` is set in an environment file  .env:4',
      '    its characters stand here  .env:4',
      '   `5432`: `ports` of compose.yaml of service `db`  compose.yaml:42',
    ]);
  });

  test('says why a Service and its pods belong together', () => {
    const rows = told('k8s/catalog.yaml', 'targetport-number-mismatch');
    expect(rows).toEqual(
      expect.arrayContaining([
        '  Service `catalog` selects Deployment `catalog`  k8s/catalog.yaml:30',
        '   the selector asks for `app: catalog`  k8s/catalog.yaml:30',
        '   the pods carry `app: catalog`  k8s/catalog.yaml:12',
        '  port `80` of Service `catalog` leads to `8080`  k8s/catalog.yaml:32',
      ]),
    );
  });

  test('names the image that is built, and what it listens on', () => {
    const rows = told('compose.yaml', 'container-port-mismatch');
    expect(rows).toEqual(
      expect.arrayContaining([
        '  `web` runs an image that the workspace builds  compose.yaml:5',
        '  `web` is known to listen on 3000  compose.yaml:4',
        '   `-l` says 3000  web/Dockerfile:12',
        '   EXPOSE says 3000  web/Dockerfile:11',
        '  instead service `web` listens on `3000/tcp`  web/Dockerfile:12',
      ]),
    );
  });

  test('tells the platform’s reason, how sure it is, where it holds, and what can be done', () => {
    const rows = told('compose.yaml', 'compose-no-shared-network');
    expect(rows.find((r) => r.startsWith(' Why it matters: Docker’s name server answers only'))).toBeDefined();
    expect(rows.find((r) => r.startsWith(' How sure: certain'))).toBeDefined();
    expect(rows).toContain('  `harbour`, environment `local`');
    expect(rows).toContain('  Put `api` on the network `storage`  compose.yaml:24');
    expect(rows).toContain('   writes `, storage`  compose.yaml:24');
  });

  test('is found on the line of a finding, and best at its characters', () => {
    const uri = `${ROOT}/compose.yaml`;
    const text = demo.files.get(uri)?.text ?? '';
    const rules = (at: number, rule?: string) => findingsToExplain(demo, uri, at, rule).map((f) => f.rule.id);
    expect(rules(text.indexOf('5433'))).toEqual(['compose-url-published-port']);
    expect(rules(text.indexOf('DATABASE_URL'))).toEqual(['compose-url-published-port']);
    expect(rules(text.indexOf('5433'), 'duplicate-port')).toEqual([]);
    expect(rules(text.indexOf('services:'))).toEqual([]);
    expect(findingsToExplain(demo, `${ROOT}/none.yaml`, 0)).toEqual([]);
  });
});

describe('for every finding of the fixtures, an explanation', () => {
  const cases = fs
    .readdirSync(path.join(base, 'rules'))
    .sort()
    .map((name) => [name, parseFixture(fs.readFileSync(path.join(base, 'rules', name), 'utf8'))] as const);

  test.each(cases)('says more than the message, at places that there are: %s', (_, all) => {
    for (const { files } of all) {
      const snapshot = look(files);
      for (const finding of snapshot.findings) {
        const { claim } = explain(snapshot, finding);
        const nodes: Evidence<Span>[] = [];
        const collect = (e: Evidence<Span>): void => {
          nodes.push(e);
          e.children.forEach(collect);
        };
        collect(claim);
        expect(claim.text).toBe(finding.message);
        for (const { at } of nodes) {
          const file = at && snapshot.files.get(at.uri);
          if (at) expect(at.start >= 0 && at.start <= at.end && at.end <= (file?.text.length ?? -1)).toBe(true);
        }
        const kinds = new Set(nodes.map((n) => n.kind));
        for (const kind of ['place', 'reason', 'page', 'certainty'] as const) expect(kinds).toContain(kind);
        // Children of one row are told apart.
        for (const { children } of nodes)
          expect(new Set(children.map((c) => `${c.kind} ${c.text} ${c.at ? spanKey(c.at) : ''}`)).size).toBe(
            children.length,
          );
      }
    }
  });
});

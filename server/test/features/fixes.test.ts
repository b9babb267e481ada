// Fixes of many findings are made at once: they must be those of each finding alone, on every fixture.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { combine, fixesOf, fixesOfEach } from '../../src/features/fixes';
import { changesToEdits } from '../../src/syntax/edits';
import { mergeEdits } from '../../src/text/edit';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { parseFixture, ROOT } from '../fixture/parse';

const folder = path.resolve(import.meta.dirname, '../../../test-fixtures/rules');

describe.each(fs.readdirSync(folder))('%s', (name) => {
  test('has the fixes of each finding in those of all', () => {
    for (const { files, heading } of parseFixture(fs.readFileSync(path.join(folder, name), 'utf8'))) {
      const snapshot = fromScratch(files);
      const alone = snapshot.findings.map((f) =>
        f.fixes().flatMap((fix) => {
          const edits = changesToEdits(fix.changes, (uri) => snapshot.files.get(uri));
          return edits && edits.length > 0 ? [edits] : [];
        }),
      );
      const together = fixesOfEach(snapshot, snapshot.findings).map((fixes) => fixes.map((f) => f.edits));
      expect(together, heading).toEqual(alone);
      const combined = combine(snapshot, snapshot.findings, () => true);
      expect(combined.findings.length > 0, heading).toBe(alone.some((fixes) => fixes.length > 0));
      expect(mergeEdits(combined.edits()), heading).toEqual(combined.edits());
    }
  });
});

/** A base whose Ingress asks for port 9000, which the overlays in `moved` make 9001. */
function ledger(...moved: readonly string[]) {
  const patch = `patches:
  - target: { kind: Service, name: ledger }
    patch: |-
      - op: replace
        path: /spec/ports/0/port
        value: 9001
`;
  const files: Readonly<Record<string, string>> = {
    'base/kustomization.yaml': 'resources: [ledger.yaml]\n',
    'base/ledger.yaml': `apiVersion: v1
kind: Service
metadata: { name: ledger }
spec:
  selector: { app: ledger }
  ports: [{ port: 9000 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  defaultBackend: { service: { name: ledger, port: { number: 9000 } } }
`,
    'testdata/kustomization.yaml': 'resources: [../base]\n',
    ...Object.fromEntries(
      ['prod', 'staging'].map((name) => [
        `overlays/${name}/kustomization.yaml`,
        `resources: [../../base]\n${moved.includes(name) ? patch : ''}`,
      ]),
    ),
  };
  const snapshot = fromScratch(Object.entries(files).map(([name, text]) => sourceFile(`${ROOT}/${name}`, text)));
  return snapshot.findings.map((f) => [f.contexts.length, fixesOf(snapshot, f).map(({ fix }) => fix.title)]);
}

test('what only some overlays contradict is not mended in the base, where it would break the others', () => {
  // The overlay among the fixtures is not asked.
  expect(ledger('prod', 'staging')).toEqual([[2, ['Use port 9001']]]);
  expect(ledger('prod')).toEqual([[1, []]]);
  expect(ledger()).toEqual([]);
});

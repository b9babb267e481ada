// Fixes of many findings are made at once: they must be those of each finding alone, on every fixture.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { combine, fixesOfEach } from '../../src/features/fixes';
import { changesToEdits } from '../../src/syntax/edits';
import { mergeEdits } from '../../src/text/edit';
import { fromScratch } from '../fixture/drive';
import { parseFixture } from '../fixture/parse';

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

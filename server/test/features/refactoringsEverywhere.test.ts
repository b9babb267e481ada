// What must hold for every refactoring, wherever it is offered: tried at the ports of the workspaces of all fixtures of rules, formats
// and stacks.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { refactoringsAt } from '../../src/features/refactor/list';
import { parseFixture } from '../fixture/parse';
import { deskOf, portsOf } from '../fixture/refactorProperty';

const base = path.resolve(import.meta.dirname, '../../../test-fixtures');

const others = ['rules', 'formats', 'stacks'].flatMap((folder) =>
  fs.readdirSync(path.join(base, folder)).map((name) => `${folder}/${name}`),
);

test.each(others)(
  'at every port of %s: files parse, ports stay, no finding comes, extracting is undone by inlining',
  (name) => {
    const flaws: string[] = [];
    for (const fixture of parseFixture(fs.readFileSync(path.join(base, name), 'utf8'))) {
      const desk = deskOf(fixture);
      const known = new Map<string, number>();
      for (const at of portsOf(desk.before)) {
        const offered = refactoringsAt(desk.before, at.uri, at.start);
        expect(offered.length).toBeLessThanOrEqual(4);
        for (const r of offered) {
          // One of a kind in a workspace: there are hundreds of these.
          const times = (known.get(r.of.id) ?? 0) + 1;
          known.set(r.of.id, times);
          if (times > 1) continue;
          flaws.push(...desk.tried(r, at).flaws);
        }
      }
    }
    expect(flaws).toEqual([]);
  },
);

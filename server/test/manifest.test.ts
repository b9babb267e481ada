// The gate of package.json must be able to fail: here is a small manifest for each mistake that it is there for.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkManifest } from '../../tools/gates/manifest.mjs';
import { termsOf } from '../../tools/gates/when.mjs';

const trees: string[] = [];
afterEach(() => {
  for (const root of trees.splice(0)) fs.rmSync(root, { recursive: true });
});

const source = `const Command = { a: 'portolan.a' } as const;\nexport const state = 'portolan.state';\n`;
const sound = {
  icon: 'icon.png',
  activationEvents: ['onLanguage:yaml', 'workspaceContains:**/Chart.yaml'],
  contributes: {
    commands: [{ command: 'portolan.a', title: '%a%', category: 'Portolan', enablement: 'portolan.state == ready' }],
    views: { explorer: [{ id: 'portolan.view', name: 'x' }] },
    menus: { 'view/title': [{ command: 'portolan.a', when: 'view == portolan.view && !isWeb' }] },
  },
};

/** What the gate says of a manifest, which differs from the sound one in these parts. */
function check(changed: object = {}, contributes: object = {}, text = source): string[] {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-manifest-'));
  trees.push(root);
  spawnSync('git', ['init', '-q', root]);
  fs.mkdirSync(path.join(root, 'client/src'), { recursive: true });
  fs.writeFileSync(path.join(root, 'client/src/a.ts'), text);
  fs.writeFileSync(path.join(root, 'icon.png'), '');
  const manifest = { ...sound, ...changed, contributes: { ...sound.contributes, ...contributes } };
  fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
  return checkManifest(root).map((problem) => problem.replace('package.json: ', ''));
}

test('a sound manifest passes', () => {
  expect(check()).toEqual([]);
});

test.each<[string, object, string]>([
  ['has no title', { commands: [{ command: 'portolan.a', category: 'Portolan' }] }, 'portolan.a has no title'],
  ['has no category', { commands: [{ command: 'portolan.a', title: 'A' }] }, 'not of the category'],
  [
    'is nowhere registered',
    { commands: [...sound.contributes.commands, { command: 'portolan.b', title: 'B', category: 'Portolan' }] },
    'portolan.b stands in no source',
  ],
  ['is missing', { commands: [] }, 'the sources have the command portolan.a'],
  ['of a menu is missing', { menus: { 'view/title': [{ command: 'portolan.c' }] } }, 'names the command portolan.c'],
])('a command that %s fails', (_, contributes, problem) => {
  expect(check({}, contributes)).toContainEqual(expect.stringContaining(problem));
});

test.each([
  ['view == portolan.other', 'is not contributed'],
  ['viewItem == port', 'the client does not have'],
  ['portolan.other', 'nobody sets'],
  ['editorLangID == yaml', 'nobody sets'],
  ['view == portolan.view &&', 'a context key is missing'],
  ['isWeb isLinux', 'where an operator should'],
])('the condition “%s” fails', (when, problem) => {
  const menus = { 'view/title': [{ command: 'portolan.a', when }] };
  expect(check({}, { menus })).toEqual([expect.stringContaining(problem)]);
});

test.each([
  ['*', 'in every window'],
  ['onStartupFinished', 'in every window'],
  ['onCommand:portolan.a', 'is not needed'],
  ['onLanguage:yaml', 'stands twice'],
  ['workspaceContains:**/*.yaml', 'nearly every folder'],
])('the activation event %s fails', (event, problem) => {
  expect(check({ activationEvents: ['onLanguage:yaml', event] })).toEqual([expect.stringContaining(problem)]);
});

test('a picture that is not there fails', () => {
  expect(check({ icon: 'other.png' })).toEqual(['other.png is not there']);
});

test('conditions are read as VS Code reads them', () => {
  expect(termsOf("(a || !b) && c != 'd e' && f not in g && h =~ /^(?:i|j)$/i && k > 2")).toEqual([
    { key: 'a' },
    { key: 'b' },
    { key: 'c', operator: '!=', value: 'd e' },
    { key: 'f', operator: 'in', value: 'g' },
    { key: 'h', operator: '=~', value: '/^(?:i|j)$/i' },
    { key: 'k', operator: '>', value: '2' },
  ]);
  for (const wrong of ['a ==', '(a', 'a =~ b', 'a == /b/', '', '"a"'])
    expect(termsOf(wrong), wrong).toBeTypeOf('string');
});

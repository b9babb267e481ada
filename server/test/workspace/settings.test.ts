import { expect, test } from 'vitest';
import { readSettings } from '../../src/workspace/settings';

const rules = new Set(['host-port-collision']);
const read = (value: unknown) => readSettings(value, ['file:///w'], rules);

test('settings that are not given are the defaults', () => {
  for (const value of [undefined, null, {}, 7, 'x', []]) {
    expect(read(value)).toMatchObject({
      problems: [],
      settings: { excludes: [], includeFixtures: false, maxFileSize: 5_000_000, maxFiles: 200_000 },
    });
  }
});

test('what is given is taken', () => {
  const value = {
    rules: { 'host-port-collision': 'off' },
    exclude: ['a'],
    checkFixtures: true,
    maxFileSize: 2000,
    maxFiles: 500,
  };
  expect(read(value)).toEqual({
    problems: [],
    settings: {
      roots: ['file:///w'],
      severities: new Map([['host-port-collision', 'off']]),
      excludes: ['a'],
      includeFixtures: true,
      maxFileSize: 2000,
      maxFiles: 500,
    },
  });
});

test('a wrong value counts as not given, and is named', () => {
  const value = {
    rules: { 'no-such-rule': 'off', 'host-port-collision': 'fatal' },
    exclude: 'a',
    checkFixtures: 1,
    maxFileSize: 1,
    maxFiles: NaN,
  };
  const { settings, problems } = read(value);
  expect(settings).toEqual(read({}).settings);
  expect(problems).toHaveLength(6);
  expect(problems.join('\n')).toContain('`portolan.rules` names `no-such-rule`, which is not a rule.');
  expect(read({ rules: ['x'] }).problems).not.toEqual([]);
});

test('folders may have rules and patterns of their own, and have none where they say the same', () => {
  const own = (folders: Record<string, unknown>) =>
    readSettings(
      { rules: { 'host-port-collision': 'off' }, exclude: ['a'] },
      [],
      rules,
      new Map(Object.entries(folders)),
    ).settings;
  expect(own({ 'file:///w': { rules: { 'host-port-collision': 'off' }, exclude: ['a'] } })).not.toHaveProperty(
    'folderSeverities',
  );
  const { folderSeverities, folderExcludes } = own({
    'file:///w': { rules: { 'host-port-collision': 'hint' }, exclude: ['a'] },
    'file:///w/v': { exclude: ['b'] },
  });
  expect([...(folderSeverities ?? [])]).toEqual([
    ['file:///w', new Map([['host-port-collision', 'hint']])],
    ['file:///w/v', new Map([['host-port-collision', 'off']])],
  ]);
  expect([...(folderExcludes ?? [])]).toEqual([
    ['file:///w', ['a']],
    ['file:///w/v', ['b']],
  ]);
});

// What belongs to a workspace.
import { expect, test, describe } from 'vitest';
import { walkWorkspace } from '../../src/workspace/walk';
import type { WalkOptions } from '../../src/workspace/walk';
import { ROOT, memoryFileSystem, pathOf } from './memory';
import type { MemoryOptions, Tree } from './memory';

async function walk(files: Record<string, string>, options: Partial<WalkOptions> = {}, memory: MemoryOptions = {}) {
  const tree: Tree = new Map(Object.entries(files));
  const walked = await walkWorkspace(memoryFileSystem(tree, memory), {
    roots: [ROOT],
    excludes: [],
    maxFiles: 1000,
    ...options,
  });
  return {
    files: walked.files.map((u) => pathOf(u).slice(2)),
    skipped: Object.fromEntries(walked.skipped.map((s) => [pathOf(s.uri).slice(2), s.because])),
  };
}

describe('.gitignore', () => {
  test('leaves out what it names, and takes back what it negates', async () => {
    const { files } = await walk({
      'w/.gitignore': '*.yaml\n!keep.yaml\n# comment.env\n\\#odd.yml\n',
      'w/a.yaml': '',
      'w/keep.yaml': '',
      'w/comment.env': '',
      'w/#odd.yml': '',
      'w/deep/b.yaml': '',
      'w/deep/keep.yaml': '',
    });
    expect(files).toEqual(['.gitignore', 'comment.env', 'deep/keep.yaml', 'keep.yaml']);
  });
  test('counts in its folder and below, the nearer one last', async () => {
    const { files } = await walk({
      'w/.gitignore': 'secret.yaml\n/only-here.yaml\n',
      'w/only-here.yaml': '',
      'w/a/only-here.yaml': '',
      'w/a/secret.yaml': '',
      'w/b/.gitignore': '!secret.yaml\nlocal.yaml\n',
      'w/b/secret.yaml': '',
      'w/b/local.yaml': '',
      'w/b/c/local.yaml': '',
      'w/local.yaml': '',
    });
    expect(files).toEqual(['.gitignore', 'a/only-here.yaml', 'b/.gitignore', 'b/secret.yaml', 'local.yaml']);
  });
  test('cannot take back what lies in a folder that is left out', async () => {
    const { files, skipped } = await walk({
      'w/.gitignore': 'gen/\n!gen/keep.yaml\nlogs/*\n!logs/keep.yaml\n',
      'w/gen/keep.yaml': '',
      'w/logs/keep.yaml': '',
      'w/logs/other.yaml': '',
    });
    expect(files).toEqual(['.gitignore', 'logs/keep.yaml']);
    expect(skipped).toEqual({ gen: 'it is ignored by `gen/` of `.gitignore`' });
  });
  test('is read with CRLF, BOM and in UTF-8 only', async () => {
    const { files } = await walk({
      'w/.gitignore': '\ufeffa.yaml\r\nb c.yaml\r\n',
      'w/a.yaml': '',
      'w/b c.yaml': '',
      'w/c.yaml': '',
    });
    expect(files).toEqual(['.gitignore', 'c.yaml']);
  });
  test('that is made to cost does not cost', async () => {
    const hostile = [
      ...Array.from({ length: 3000 }, (_, i) => `**/a${i}*/**/a*/**/*a*b`),
      ...Array.from({ length: 200 }, () => '*a*a*a*a*a*a*a*a*a*a*a*b'),
      '['.repeat(5000),
      '[z-a]',
      '\\',
      '!',
      '***',
    ].join('\n');
    const deep = `w/${'a/'.repeat(40)}`;
    const start = performance.now();
    const { files } = await walk({
      'w/.gitignore': `${hostile}\nlast.yaml`,
      'w/last.yaml': '',
      [`${deep}compose.yaml`]: '',
      [`w/${'a'.repeat(250)}c.yaml`]: '',
    });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(files).toContain(`${deep.slice(2)}compose.yaml`);
  });
});

describe('excludes', () => {
  test('are patterns of the same syntax in each root', async () => {
    const { files } = await walk({ 'w/a/x.yaml': '', 'w/b/x.yaml': '', 'w/y.yaml': '' }, { excludes: ['/a', 'y.*'] });
    expect(files).toEqual(['b/x.yaml']);
  });
  test('are told when they take away a file that would be read', async () => {
    const { skipped } = await walk(
      { 'w/y.yaml': '', 'w/y.go': '' },
      { excludes: ['y.*'], notable: (u) => u.endsWith('.yaml') },
    );
    expect(Object.keys(skipped)).toEqual(['y.yaml']);
  });
});

describe('folders', () => {
  test('of packages and of what builds make are not entered', async () => {
    const { files, skipped } = await walk({
      'w/node_modules/x/compose.yaml': '',
      'w/a/dist/b.yaml': '',
      'w/build/Dockerfile': '',
    });
    expect(files).toEqual(['build/Dockerfile']);
    expect(Object.keys(skipped)).toEqual(['a/dist', 'node_modules']);
  });
  test('named like a file are entered, and it is said', async () => {
    const { files, skipped } = await walk({ 'w/compose.yaml/x.yaml': '' }, { notable: (u) => u.endsWith('.yaml') });
    expect(files).toEqual(['compose.yaml/x.yaml']);
    expect(skipped).toEqual({ 'compose.yaml': 'it is a directory, though it is named like a file' });
  });
  test('that cannot be listed are told', async () => {
    const { files, skipped } = await walk({ 'w/a/x.yaml': '', 'w/b/x.yaml': '' }, {}, { closed: ['w/a'] });
    expect(files).toEqual(['b/x.yaml']);
    expect(skipped).toEqual({ a: 'it cannot be listed (EACCES)' });
  });
  test('nested deeper than any project end the walk there', async () => {
    const { files, skipped } = await walk({ [`w/${'d/'.repeat(80)}x.yaml`]: '', 'w/y.yaml': '' });
    expect(files).toEqual(['y.yaml']);
    expect(Object.values(skipped)).toEqual(['folders are nested deeper than 64']);
  });
});

test('links are aliases, FIFOs are nothing, and both are told', async () => {
  const tree: Tree = new Map<string, string | { link: string } | { fifo: true }>([
    ['w/a.yaml', ''],
    ['w/b.yaml', { link: 'w/a.yaml' }],
    ['w/c.yaml', { link: 'etc/passwd' }],
    ['w/pipe.yaml', { fifo: true }],
  ]);
  const walked = await walkWorkspace(memoryFileSystem(tree), { roots: [ROOT], excludes: [], maxFiles: 10 });
  expect(walked.files.map(pathOf)).toEqual(['w/a.yaml']);
  expect(walked.skipped.map((s) => [pathOf(s.uri), s.expected])).toEqual([
    ['w/b.yaml', true],
    ['w/c.yaml', false],
    ['w/pipe.yaml', false],
  ]);
});

test('names may hold anything; one that is no UTF-8 is told', async () => {
  const odd = ['a b.yaml', 'c%20d.yaml', 'e#f?.yaml', 'g\nh.yaml', 'i\u001b[31m.yaml', 'j\\k.yaml', 'ü😀.yaml'];
  const { files, skipped } = await walk(Object.fromEntries([...odd, '\ufffd.yaml'].map((n) => [`w/${n}`, ''])));
  expect(files.sort()).toEqual([...odd].sort());
  expect(skipped).toEqual({ '\ufffd.yaml': 'its name is not valid UTF-8' });
});

test('with too many files the first ones are taken and the limit is told once', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`w/d${i % 3}/${String(i).padStart(2, '0')}.yaml`, '']),
  );
  const { files, skipped } = await walk(many, { maxFiles: 12 });
  expect(files).toHaveLength(12);
  expect(Object.values(skipped)).toEqual([
    'from here on files are left out: the workspace has more than 12 (portolan.maxFiles)',
  ]);
});

describe('several roots', () => {
  const tree: Tree = new Map([
    ['w/a.yaml', ''],
    ['w/inner/b.yaml', ''],
    ['w/.gitignore', 'hidden/\n'],
    ['w/hidden/c.yaml', ''],
    ['v/d.yaml', ''],
  ]);
  const files = async (roots: string[], options: Partial<WalkOptions> = {}) => {
    const walked = await walkWorkspace(memoryFileSystem(tree), { roots, excludes: [], maxFiles: 100, ...options });
    return walked.files.map(pathOf);
  };
  test('may have patterns of their own, also in one another', async () => {
    const roots = ['file:///w', 'file:///w/inner', 'file:///v'];
    const folderExcludes = new Map(roots.map((root) => [root, root.endsWith('inner') ? ['b.yaml'] : []]));
    expect(await files(roots, { excludes: ['*.yaml'] })).toEqual(['w/.gitignore']);
    expect(await files(roots, { excludes: ['*.yaml'], folderExcludes })).toEqual([
      'v/d.yaml',
      'w/.gitignore',
      'w/a.yaml',
    ]);
    const rootExcludes = new Map([['file:///w/inner', { file: 'portolan.yaml', patterns: ['b.yaml'] }]]);
    expect(await files(roots, { rootExcludes })).not.toContain('w/inner/b.yaml');
  });
  test('may lie in one another: each file is listed once, in any order of the roots', async () => {
    const all = ['v/d.yaml', 'w/.gitignore', 'w/a.yaml', 'w/inner/b.yaml'];
    expect(await files(['file:///w', 'file:///w/inner', 'file:///v'])).toEqual(all);
    expect(await files(['file:///v', 'file:///w/inner', 'file:///w'])).toEqual(all);
  });
  test('an ignored folder that is a root itself is wanted', async () => {
    expect(await files(['file:///w', 'file:///w/hidden'])).toContain('w/hidden/c.yaml');
  });
});

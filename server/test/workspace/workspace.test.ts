// One loop over an inbox: what was told last is what counts, whatever came between.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/features/snapshot';
import type { Workspace } from '../../src/workspace/workspace';
import { ROOT, collision, found, pathOf, uriOf, workspaceOf } from './memory';
import type { Tree } from './memory';

const compose = 'w/compose.yaml';

function treeOf(files: Record<string, string>): Tree {
  return new Map(Object.entries(files));
}

/** Findings' rules by file, for tests in which only one thing can be wrong. */
function rulesIn(snapshot: Snapshot): Record<string, string[]> {
  return Object.fromEntries(
    [...snapshot.byUri].map(([u, list]) => [pathOf(u).slice(2), [...new Set(list.map((f) => f.rule.id))]]),
  );
}

const clash = { 'compose.yaml': ['host-port-collision'] };

describe('what counts', () => {
  test('is the open document, then what is on disk again', async () => {
    const tree = treeOf({ [compose]: collision(8080) });
    const w = workspaceOf(tree);
    expect(rulesIn(await w.load())).toEqual(clash);
    expect(rulesIn(await w.open(uriOf(compose), 'services: {}\n'))).toEqual({});
    tree.set(compose, collision(9090));
    expect(rulesIn(await w.refresh([uriOf(compose)]))).toEqual({});
    expect(rulesIn(await w.close(uriOf(compose)))).toEqual(clash);
    expect(found(w)).toEqual([`${compose}:${collision(9090).lastIndexOf('9090')} host-port-collision`]);
  });
  test('is told by events for files, for folders, and for a .gitignore', async () => {
    const tree = treeOf({});
    const w = workspaceOf(tree);
    await w.load();
    tree.set('w/a/b/compose.yaml', collision(1234));
    expect(rulesIn(await w.refresh([uriOf('w/a')]))).toEqual({ 'a/b/compose.yaml': ['host-port-collision'] });
    tree.set('w/.gitignore', 'b/\n');
    expect(rulesIn(await w.refresh([uriOf('w/.gitignore')]))).toEqual({});
    tree.delete('w/.gitignore');
    expect(rulesIn(await w.refresh([uriOf('w/.gitignore')]))).not.toEqual({});
    tree.delete('w/a/b/compose.yaml');
    expect(rulesIn(await w.refresh([uriOf('w/a/b')]))).toEqual({});
  });
  test('changes when a file becomes a folder and a folder a file', async () => {
    const tree = treeOf({ [compose]: collision(80) });
    const w = workspaceOf(tree);
    expect(rulesIn(await w.load())).toEqual(clash);
    tree.delete(compose);
    tree.set(`${compose}/compose.yaml`, collision(80));
    expect(rulesIn(await w.refresh([uriOf(compose)]))).toEqual({
      'compose.yaml/compose.yaml': ['host-port-collision'],
    });
    tree.delete(`${compose}/compose.yaml`);
    tree.set(compose, collision(80));
    expect(rulesIn(await w.refresh([uriOf(compose)]))).toEqual(clash);
  });
});

describe('what does not belong to the workspace', () => {
  test('is no part of it when it is opened, edited or closed', async () => {
    const places = ['v/compose.yaml', 'w/node_modules/x/compose.yaml', 'w/ignored/compose.yaml', 'w/x.ignored.yaml'];
    const tree = treeOf({
      'w/.gitignore': 'ignored/\n*.ignored.yaml\n',
      ...Object.fromEntries(places.map((p) => [p, collision(80)])),
    });
    const w = workspaceOf(tree);
    expect(rulesIn(await w.load())).toEqual({});
    for (const uri of [...places.map(uriOf), 'untitled:Untitled-1', 'git:/w/compose.yaml?%7B%7D']) {
      expect(rulesIn(await w.open(uri, collision(81)))).toEqual({});
      expect(rulesIn(await w.close(uri))).toEqual({});
      expect(rulesIn(await w.refresh([uri]))).toEqual({});
    }
    expect([...w.snapshot.files.keys()].filter((u) => places.includes(pathOf(u)))).toEqual([]);
  });
  test('is not even looked at when packages are installed', async () => {
    const reads: string[] = [];
    const tree = treeOf({ [compose]: 'services: {}\n' });
    const w = workspaceOf(tree, { onRead: (path) => reads.push(path) });
    await w.load();
    reads.length = 0;
    const uris = Array.from({ length: 5000 }, (_, i) => uriOf(`w/node_modules/p${i}/docker-compose.yml`));
    for (const uri of uris) tree.set(pathOf(uri), collision(80));
    await w.refresh(uris);
    expect(reads).toEqual([]);
    expect(rulesIn(w.snapshot)).toEqual({});
  });
  test('is read all the same when a stack asks for it, and stays so when the workspace is read again', async () => {
    const tree = treeOf({
      'w/.gitignore': '.env\n',
      'w/.env': 'PORT=8080\n',
      [compose]:
        'services:\n  a:\n    image: a\n    ports: ["${PORT}:80"]\n  b:\n    image: b\n    ports: ["8080:80"]\n',
    });
    const w = workspaceOf(tree);
    expect(rulesIn(await w.load())).toEqual(clash);
    expect(rulesIn(await w.load())).toEqual(clash);
    tree.set('w/.env', 'PORT=8081\n');
    expect(rulesIn(await w.refresh([uriOf('w/.env')]))).toEqual({});
    expect(rulesIn(await w.open(uriOf('w/.env'), 'PORT=8080\n'))).toEqual(clash);
    expect(rulesIn(await w.close(uriOf('w/.env')))).toEqual({});
  });
  test('is no project of its own, though another one includes it', async () => {
    const own = 'include: [ignored/compose.yaml]\nservices: {}\n';
    const tree = treeOf({ 'w/.gitignore': 'ignored/\n', 'w/ignored/compose.yaml': collision(80), [compose]: own });
    const w = workspaceOf(tree);
    const included = await w.load();
    expect(included.contexts).toHaveLength(1);
    expect(rulesIn(included)).toEqual({ 'ignored/compose.yaml': ['host-port-collision'] });
    tree.set(compose, 'services: {}\n');
    expect(rulesIn(await w.refresh([uriOf(compose)]))).toEqual({});
    tree.delete('w/.gitignore');
    expect(rulesIn(await w.refresh([uriOf('w/.gitignore')]))).toEqual({
      'ignored/compose.yaml': ['host-port-collision'],
    });
  });
  test('follows the folders', async () => {
    const tree = treeOf({ 'w/compose.yaml': collision(80), 'v/compose.yaml': collision(80) });
    const w = workspaceOf(tree);
    await w.load();
    const { settings } = {
      settings: {
        roots: [ROOT, 'file:///v'],
        severities: new Map(),
        includeFixtures: false,
        excludes: [],
        maxFileSize: 1e6,
        maxFiles: 1e6,
      },
    };
    const both = await w.configure(settings);
    expect([...new Set(both.findings.map((f) => f.site.uri))]).toEqual([
      'file:///v/compose.yaml',
      'file:///w/compose.yaml',
    ]);
    const one = await w.configure({ ...settings, roots: ['file:///v'] });
    expect([...one.byUri.keys()]).toEqual(['file:///v/compose.yaml']);
    expect([...one.files.keys()]).toEqual(['file:///v/compose.yaml']);
  });
});

describe('promises', () => {
  test('end with a snapshot that has the change, also when newer ones stop the analysis', async () => {
    const tree = treeOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`w/p${i}/compose.yaml`, collision(8000 + i)])),
    );
    const w = workspaceOf(tree, { later: true });
    const answers: Promise<void>[] = [w.load().then(() => undefined)];
    for (let i = 0; i < 60; i++) {
      const text = `services: {} # ${i}\n`;
      const uri = uriOf(`w/p${i % 40}/compose.yaml`);
      answers.push(
        w.open(uri, text).then((snapshot) => {
          // A later change of the same document may be in it already, an earlier one may not.
          const n = Number(/# (\d+)/.exec(snapshot.files.get(uri)?.text ?? '')?.[1]);
          expect(n).toBeGreaterThanOrEqual(i);
        }),
      );
      if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(answers);
    expect(found(w)).toEqual([]);
  });
  test('are answered by one run when they are made in one breath', async () => {
    let published = 0;
    const w = workspaceOf(treeOf({ [compose]: collision(80) }), { host: { published: () => published++ } });
    await Promise.all([w.load(), w.load(), w.open(uriOf(compose), 'services: {}\n'), w.settled()]);
    expect(published).toBe(1);
  });
  test('`settled` starts no run of its own', async () => {
    let published = 0;
    const w = workspaceOf(treeOf({ [compose]: collision(80) }), {
      later: true,
      host: { published: () => published++ },
    });
    const load = w.load();
    const settled = Array.from({ length: 20 }, () => w.settled());
    await Promise.all([load, ...settled]);
    expect(published).toBe(1);
    await w.settled();
    expect(published).toBe(1);
  });
  test('are kept while somebody types without a pause', async () => {
    const tree = treeOf(
      Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`w/p${i}/compose.yaml`, collision(8000 + i)])),
    );
    let now = 0;
    // A clock by which each step takes a while, so that every analysis is overtaken.
    const w = workspaceOf(tree, { later: true, host: { now: () => (now += 4) } });
    await w.load();
    let published = 0;
    let typing = true;
    const typist = (async () => {
      for (let i = 0; i < 400 && typing; i++) {
        void w.open(uriOf('w/p0/compose.yaml'), `services: {} # ${i}\n`).then(() => published++);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    while (published === 0) await new Promise((resolve) => setImmediate(resolve));
    typing = false;
    await typist;
    const last = await w.settled();
    expect(last.files.get(uriOf('w/p0/compose.yaml'))?.text).toMatch(/# \d+/);
  });
  test('fail when the file system does, and the next ones do not', async () => {
    const tree = treeOf({ [compose]: collision(80) });
    let broken = true;
    const w = workspaceOf(tree, {
      onRead: () => {
        if (broken) throw new Error('no disk');
      },
    });
    const waiting = [w.load(), w.open(uriOf('w/other.yaml'), 'x')];
    for (const answer of await Promise.allSettled(waiting)) expect(answer.status).toBe('rejected');
    broken = false;
    expect(rulesIn(await w.load())).toEqual(clash);
  });
  test('of parsing ahead that fails change nothing', async () => {
    const preparse = () => Promise.reject(new Error('no threads'));
    const w = workspaceOf(treeOf({ [compose]: collision(80) }), { host: { preparse } });
    expect(rulesIn(await w.load())).toEqual(clash);
  });
});

test('a document that is opened while the workspace is listed counts at the end', async () => {
  const tree = treeOf({ [compose]: collision(80), 'w/other/compose.yaml': collision(90) });
  const snapshots: Snapshot[] = [];
  let told = false;
  const w: Workspace = workspaceOf(tree, {
    later: true,
    onRead: () => {
      if (told) return;
      told = true;
      void w.open(uriOf(compose), 'services: {}\n');
    },
    host: { published: (s) => snapshots.push(s) },
  });
  await w.load();
  await w.settled();
  expect(rulesIn(w.snapshot)).toEqual({ 'other/compose.yaml': ['host-port-collision'] });
  // Nor is the old text ever told.
  expect(snapshots.flatMap((s) => [...s.byUri.keys()].map(pathOf)).filter((p) => p === compose)).toEqual([]);
});

test('before the first listing nothing is said of an open document', async () => {
  const published: Snapshot[] = [];
  const w = workspaceOf(treeOf({ [compose]: collision(80) }), { host: { published: (s) => published.push(s) } });
  expect((await w.open(uriOf(compose), collision(80))).findings).toEqual([]);
  expect(published).toEqual([]);
  expect(rulesIn(await w.load())).toEqual(clash);
});

test('reading again what did not change makes nothing anew', async () => {
  const tree = treeOf({ [compose]: collision(80), 'w/x.txt': '' });
  const w = workspaceOf(tree);
  const first = await w.load();
  const second = await w.load();
  expect(second.files.get(uriOf(compose))).toBe(first.files.get(uriOf(compose)));
  expect(second.contexts[0]).toBe(first.contexts[0]);
});

describe('incremental equals from scratch', () => {
  const names = [
    'compose.yaml',
    '.env',
    'Dockerfile',
    'a/compose.yaml',
    'a/.env',
    'a/b/Dockerfile',
    'a/b/compose.yml',
    'k/x.yaml',
    'k/notes.txt',
    'node_modules/compose.yaml',
  ];
  const texts = [
    collision(80),
    'services:\n  a:\n    build: .\n    ports: ["${P:-80}:3000"]\n  b:\n    build: ./b\n    ports: ["80:1"]\n',
    'include: [a/compose.yaml, a/b/compose.yml]\nservices: {}\n',
    'P=80\n',
    'P=81\n',
    'FROM node:22\nEXPOSE 3000\nENV PORT=4000\n',
    'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 1, nodePort: 30000}]}\n',
    ': [ }',
    '',
  ];
  const ignores = ['', 'a/\n', '.env\n', '*.yaml\n!compose.yaml\n', 'b/\n'];
  const name = fc.constantFrom(...names);
  const text = fc.constantFrom(...texts);
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), name, text }) },
    fc.record({ kind: fc.constant('delete' as const), name }),
    fc.record({ kind: fc.constant('remove' as const), folder: fc.constantFrom('a', 'a/b', 'k') }),
    fc.record({
      kind: fc.constant('move' as const),
      from: fc.constantFrom('a', 'a/b', 'k'),
      to: fc.constantFrom('z', 'k', 'a/z'),
    }),
    fc.record({
      kind: fc.constant('ignore' as const),
      folder: fc.constantFrom('', 'a/'),
      text: fc.constantFrom(...ignores),
    }),
    fc.record({ kind: fc.constant('open' as const), name, text }),
    fc.record({ kind: fc.constant('close' as const), name }),
    fc.record({ kind: fc.constant('load' as const) }),
    fc.record({ kind: fc.constant('exclude' as const), pattern: fc.constantFrom('', 'a', '*.yml') }),
    fc.record({ kind: fc.constant('wait' as const) }),
  );

  test('over edits, deletions, moved folders, ignore files, open documents and settings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.boolean(), async (steps, later) => {
        const tree: Tree = new Map();
        const open = new Map<string, string>();
        let excludes: string[] = [];
        const w = workspaceOf(tree, { later });
        const work: Promise<unknown>[] = [w.load()];
        for (const s of steps) {
          switch (s.kind) {
            case 'write':
              tree.set(`w/${s.name}`, s.text);
              work.push(w.refresh([uriOf(`w/${s.name}`)]));
              break;
            case 'delete':
              tree.delete(`w/${s.name}`);
              work.push(w.refresh([uriOf(`w/${s.name}`)]));
              break;
            case 'remove':
              for (const path of tree.keys()) if (path.startsWith(`w/${s.folder}/`)) tree.delete(path);
              work.push(w.refresh([uriOf(`w/${s.folder}`)]));
              break;
            case 'move':
              for (const [path, content] of new Map(tree)) {
                if (!path.startsWith(`w/${s.from}/`)) continue;
                tree.delete(path);
                tree.set(`w/${s.to}${path.slice(s.from.length + 2)}`, content);
              }
              work.push(w.refresh([uriOf(`w/${s.from}`), uriOf(`w/${s.to}`)]));
              break;
            case 'ignore':
              tree.set(`w/${s.folder}.gitignore`, s.text);
              work.push(w.refresh([uriOf(`w/${s.folder}.gitignore`)]));
              break;
            case 'open':
              open.set(`w/${s.name}`, s.text);
              work.push(w.open(uriOf(`w/${s.name}`), s.text));
              break;
            case 'close':
              open.delete(`w/${s.name}`);
              work.push(w.close(uriOf(`w/${s.name}`)));
              break;
            case 'load':
              work.push(w.load());
              break;
            case 'exclude':
              excludes = s.pattern === '' ? [] : [s.pattern];
              work.push(
                w.configure({
                  roots: [ROOT],
                  severities: new Map(),
                  includeFixtures: false,
                  maxFileSize: 1e6,
                  maxFiles: 1e6,
                  excludes,
                }),
              );
              break;
            case 'wait':
              await w.settled();
          }
        }
        await Promise.all(work);
        const scratch = workspaceOf(tree, { settings: { excludes, maxFileSize: 1e6, maxFiles: 1e6 } });
        await Promise.all([...[...open].map(([path, content]) => scratch.open(uriOf(path), content)), scratch.load()]);
        expect(found(w)).toEqual(found(scratch));
        expect(w.snapshot.notes.map((n) => n.message)).toEqual(scratch.snapshot.notes.map((n) => n.message));
        expect(w.snapshot.contexts.map((c) => c.context.id).sort()).toEqual(
          scratch.snapshot.contexts.map((c) => c.context.id).sort(),
        );
      }),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { BuildRequest, DockerfileTree } from '../../src/facts';
import { located } from '../../src/facts';
import { imageBuild, imageRequest, imageRequestId, standaloneRequest } from '../../src/stacks/imageBuild';
import type { Discovery, Reader } from '../../src/stacks/stack';
import { mapCopy, traceAll } from '../../src/text/mapped';
import type { SourceFile } from '../../src/text/source';
import { sourceFile } from '../../src/text/source';

const ROOT = 'file:///w';
const COMPOSE = `${ROOT}/compose.yaml`;

/** A workspace of files by their path; `undefined` for one whose text is not here. */
function workspace(files: Readonly<Record<string, string | undefined>>): Discovery & { readonly asked: string[] } {
  const known = new Map<string, SourceFile>(
    Object.entries(files).flatMap(([path, text]) =>
      text === undefined ? [] : [[`${ROOT}/${path}`, sourceFile(`${ROOT}/${path}`, text)] as const],
    ),
  );
  const asked: string[] = [];
  const reader: Reader = {
    file: (uri) => {
      asked.push(uri);
      return known.get(uri) ?? (Object.keys(files).some((p) => `${ROOT}/${p}` === uri) ? 'unread' : 'absent');
    },
    list: (directory) => {
      const below = Object.keys(files)
        .map((p) => `${ROOT}/${p}`)
        .filter((u) => u.startsWith(`${directory}/`))
        .map((u) => u.slice(directory.length + 1));
      return [...new Set(below.map((p) => (p.includes('/') ? `${p.slice(0, p.indexOf('/'))}/` : p)))].sort();
    },
  };
  return { ...reader, files: [...known.values()], roots: [ROOT], settings: { includeFixtures: false }, asked };
}

const settings = { includeFixtures: false };

function build(more: Partial<BuildRequest> = {}): BuildRequest {
  return {
    dockerfile: { kind: 'file', uri: `${ROOT}/api/Dockerfile` },
    args: new Map(),
    site: { uri: COMPOSE, start: 0, end: 1 },
    named: { uri: COMPOSE, start: 0, end: 1 },
    certainty: 'certain',
    ...more,
  };
}

const target = (name: string) => ({ target: located(name, traceAll(mapCopy(name, COMPOSE, 5))) });
const tree = (trees: readonly unknown[]) => trees[0] as DockerfileTree;

describe('discover', () => {
  it('finds one build for each Dockerfile, whatever its name', () => {
    const text = 'FROM a\n';
    const found = imageBuild.discover(
      workspace({
        Dockerfile: text,
        'api/Dockerfile.prod': '# syntax=docker/dockerfile:1\nARG V=1\nFROM a:$V',
        'api/web.Dockerfile': text,
        'b/Containerfile': text,
        'b/Containerfile.dev': text,
        'b/Dockerfile.j2': '{% if x %}\n',
        'c/Dockerfile.dockerignore': text,
        'c/Dockerfile.md': '# How to build\n',
        'c/dockerfile.go': 'package c\n',
        'c/notes.txt': text,
        'd/Dockerfile': '',
      }),
    );
    expect(found.map((r) => r.name)).toEqual([
      'Dockerfile',
      'api/Dockerfile.prod',
      'api/web.Dockerfile',
      'b/Containerfile',
      'b/Containerfile.dev',
      'b/Dockerfile.j2',
    ]);
    expect(found[1]).toMatchObject({
      stack: 'image-build',
      id: `image:${ROOT}/api/Dockerfile.prod`,
      directory: `${ROOT}/api`,
      root: ROOT,
      files: [`${ROOT}/api/Dockerfile.prod`],
    });
  });

  it('takes the innermost root', () => {
    const space = { ...workspace({ 'a/Dockerfile': 'FROM a' }), roots: [ROOT, `${ROOT}/a`] };
    expect(imageBuild.discover(space).map((r) => r.root)).toEqual([`${ROOT}/a`]);
  });
});

describe('imageRequestId', () => {
  const arg = (value: string | undefined, uri = COMPOSE) => ({
    args: new Map([['P', value === undefined ? undefined : mapCopy(value, uri, 9)]]),
  });

  it('is equal for equal builds and differs for others', () => {
    const id = (more?: Partial<BuildRequest>) => imageRequestId(build(more));
    expect(id()).toBe(id({ site: { uri: 'file:///w/other.yaml', start: 5, end: 9 } }));
    expect(id(arg('1'))).toBe(id(arg('1')));
    const all = [
      standaloneRequest(`${ROOT}/api/Dockerfile`).id,
      id(),
      id(target('dev')),
      id(arg('1')),
      id(arg('2')),
      id(arg('1', 'file:///w/other.yaml')),
      id(arg(undefined)),
      id(arg('')),
      id({ dockerfile: { kind: 'inline', text: mapCopy('FROM a', COMPOSE, 9) } }),
      id({ dockerfile: { kind: 'inline', text: mapCopy('FROM a', COMPOSE, 99) } }),
      id({ dockerfile: { kind: 'unknown', because: 'x' } }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('does not depend on the order of arguments and takes any text', () => {
    const of = (entries: [string, string][]) =>
      imageRequestId(build({ args: new Map(entries.map(([k, v]) => [k, mapCopy(v, COMPOSE, 9)])) }));
    expect(
      of([
        ['A', '1'],
        ['B', '2'],
      ]),
    ).toBe(
      of([
        ['B', '2'],
        ['A', '1'],
      ]),
    );
    expect(of([['A', '1&B=2']])).not.toBe(
      of([
        ['A', '1'],
        ['B', '2'],
      ]),
    );
    expect(of([['A', '\ud800 #\n']])).toContain('image:');
  });
});

describe('imageRequest', () => {
  it('asks for the file, with the id of the build', () => {
    const request = imageRequest(build(target('dev')), ROOT);
    expect(request).toMatchObject({
      id: imageRequestId(build(target('dev'))),
      stack: 'image-build',
      files: [`${ROOT}/api/Dockerfile`],
      name: 'api/Dockerfile',
      root: ROOT,
    });
  });

  it('asks for nothing when the Dockerfile is not known', () => {
    expect(imageRequest(build({ dockerfile: { kind: 'unknown', because: 'a URL' } }))).toBeUndefined();
  });
});

describe('assemble', () => {
  it('gives the tree of a standalone build', () => {
    const space = workspace({ 'api/Dockerfile': 'FROM a\nEXPOSE 80' });
    const { context, trees, notes } = imageBuild.assemble(
      standaloneRequest(`${ROOT}/api/Dockerfile`, ROOT),
      space,
      settings,
    );
    expect(context).toMatchObject({
      id: `image:${ROOT}/api/Dockerfile`,
      stack: 'image-build',
      name: 'api/Dockerfile',
      directory: `${ROOT}/api`,
    });
    expect(notes).toEqual([]);
    expect(tree(trees)).toMatchObject({
      kind: 'dockerfile',
      id: context.id,
      uri: `${ROOT}/api/Dockerfile`,
      standalone: true,
    });
    expect(tree(trees).text.text).toBe('FROM a\nEXPOSE 80');
  });

  it('gives the tree of a build that is asked for', () => {
    const asked = build({ ...target('dev'), args: new Map([['P', mapCopy('1', COMPOSE, 9)]]) });
    const request = imageRequest(asked, ROOT);
    if (!request) throw new Error('no request');
    const { trees } = imageBuild.assemble(request, workspace({ 'api/Dockerfile': 'FROM a AS dev' }), settings);
    expect(tree(trees)).toMatchObject({ standalone: false, request: { target: { value: 'dev' } } });
    expect(tree(trees).request.args.get('P')?.text).toBe('1');
  });

  it('passes inline text through', () => {
    const text = mapCopy('FROM a\n', COMPOSE, 40);
    const request = imageRequest(build({ dockerfile: { kind: 'inline', text } }), ROOT);
    if (!request) throw new Error('no request');
    const { trees } = imageBuild.assemble(request, workspace({}), settings);
    expect([tree(trees).text === text, tree(trees).uri]).toEqual([true, COMPOSE]);
  });

  it('says what is not there', () => {
    const request = standaloneRequest(`${ROOT}/api/Dockerfile`, ROOT);
    expect(imageBuild.assemble(request, workspace({}), settings)).toMatchObject({
      trees: [],
      notes: [{ message: 'there is no such Dockerfile' }],
    });
    expect(imageBuild.assemble(request, workspace({ 'api/Dockerfile': undefined }), settings)).toMatchObject({
      trees: [],
      notes: [],
    });
  });

  it('notes what was not read', () => {
    const space = workspace({ Dockerfile: `FROM a\nENV A=${'x'.repeat(70_000)}\nRUN <<EOF\n` });
    const { notes } = imageBuild.assemble(standaloneRequest(`${ROOT}/Dockerfile`, ROOT), space, settings);
    expect(notes.map((n) => n.message)).toEqual([
      'the ENV instruction at offset 7 is too long and was not read',
      'the here-document `EOF` is not closed',
    ]);
  });

  it('reads .env files up to the root, only where an EXPOSE has a variable', () => {
    const files = {
      '.env': 'A=1\nB=2\n',
      'api/.env': 'B=3\n',
      'api/src/Dockerfile': 'FROM a\nEXPOSE $B',
      'api/src/Dockerfile.plain': 'FROM a\nRUN echo $B\nEXPOSE 80',
    };
    const variables = imageBuild.assemble(
      standaloneRequest(`${ROOT}/api/src/Dockerfile`, ROOT),
      workspace(files),
      settings,
    );
    expect([...(tree(variables.trees).runtimeEnv ?? [])].map(([k, v]) => [k, v.text])).toEqual([
      ['B', '3'],
      ['A', '1'],
    ]);
    const space = workspace(files);
    const plain = imageBuild.assemble(standaloneRequest(`${ROOT}/api/src/Dockerfile.plain`, ROOT), space, settings);
    expect(tree(plain.trees).runtimeEnv).toBeUndefined();
    expect(space.asked).toEqual([`${ROOT}/api/src/Dockerfile.plain`]);
  });

  it('is quiet in folders of fixtures below the root', () => {
    const space = workspace({ 'pkg/testdata/Dockerfile': 'FROM a' });
    const request = standaloneRequest(`${ROOT}/pkg/testdata/Dockerfile`, ROOT);
    expect(imageBuild.assemble(request, space, settings).context.quiet).toBe(true);
    expect(imageBuild.assemble(request, space, { includeFixtures: true }).context.quiet).toBe(false);
    expect(
      imageBuild.assemble(standaloneRequest(`${ROOT}/pkg/testdata/Dockerfile`, `${ROOT}/pkg/testdata`), space, settings)
        .context.quiet,
    ).toBe(false);
  });
});

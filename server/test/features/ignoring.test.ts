// Leaving findings alone, by comments and in the configuration: for every rule in every format in which the fixtures report it.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasComments, ignoreInFile, ignoreOnLine } from '../../src/features/ignoreComments';
import type { IgnoreReach } from '../../src/features/ignoreConfiguration';
import { ignoreInConfiguration } from '../../src/features/ignoreConfiguration';
import type { Snapshot } from '../../src/features/snapshot';
import type { Finding } from '../../src/rules/finding';
import type { TextEdit } from '../../src/text/edit';
import { applyEdits } from '../../src/text/edit';
import { sourceFile } from '../../src/text/source';
import type { SourceFile } from '../../src/text/source';
import { makeEngine, settle, textOf } from '../fixture/drive';
import { editFlaws, filesAfter, findingFlaws } from '../fixture/fixProperty';
import { ROOT, parseFixture } from '../fixture/parse';

/** A snapshot of these files; the fixtures' own tests watch that nothing changes its models. */
const fromScratch = (files: readonly SourceFile[]): Snapshot => settle(makeEngine(false), files.map(textOf));

const base = path.resolve(import.meta.dirname, '../../../test-fixtures/rules');

interface Case {
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly snapshot: Snapshot;
  readonly finding: Finding;
}

/** The first finding of each rule in each kind of file, whole manifests and templates apart. */
function* casesIn(folder: string): Iterable<Case> {
  const seen = new Set<string>();
  for (const name of fs.readdirSync(folder).sort()) {
    for (const { files } of parseFixture(fs.readFileSync(path.join(folder, name), 'utf8'))) {
      const snapshot = fromScratch(files);
      for (const finding of snapshot.findings) {
        const kind = /[^/.]*$/.exec(finding.site.uri)?.[0] ?? '';
        const isRendered = finding.contexts.some((c) => c.rendered);
        const key = `${finding.rule.id} in ${isRendered ? 'a template' : kind}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { name: key, files, snapshot, finding };
      }
    }
  }
}

/** What is wrong after the edits: the finding must be gone, and nothing must have come. */
function flawsAfter({ files, snapshot, finding }: Case, edits: readonly TextEdit[]): readonly string[] {
  const known = new Map(files.map((f) => [f.uri, f]));
  for (const { uri } of edits) if (!known.has(uri)) known.set(uri, sourceFile(uri, ''));
  const changed = filesAfter(known, edits);
  const after = fromScratch([...known.values()].map((f) => changed.get(f.uri) ?? f));
  return [...editFlaws(known, edits), ...findingFlaws(snapshot, [finding], edits, after)];
}

describe.each([...casesIn(base)].map((c) => [c.name, c] as const))('%s', (_, c) => {
  const file = c.snapshot.files.get(c.finding.site.uri);
  if (!file) throw new Error('it stands in a file that is not there');

  test('a comment leaves it alone, where the format has any', () => {
    expect(hasComments(file, c.finding)).toBe(!file.uri.endsWith('.json'));
    for (const ignore of [ignoreOnLine, ignoreInFile]) {
      const edits = ignore(file, c.finding);
      expect(edits !== undefined).toBe(!file.uri.endsWith('.json'));
      if (edits) expect(flawsAfter(c, edits)).toEqual([]);
    }
  });

  test('the configuration leaves it alone, unless it is itself what is wrong', () => {
    for (const reach of ['file', 'everywhere'] as const) {
      const change = ignoreInConfiguration(c.snapshot, c.finding, reach);
      expect(change !== undefined).toBe(c.finding.rule.id !== 'invalid-configuration');
      if (change) expect(flawsAfter(c, change.edits() ?? [])).toEqual([]);
    }
  });
});

const compose = `services:
  a:
    image: registry.example/a
    ports: ['8080:80']
  b:
    image: registry.example/b
    ports: ['8080:80']
`;
const RULE = 'host-port-collision';

function collision(files: Readonly<Record<string, string>>): { snapshot: Snapshot; finding: Finding } {
  const all = { 'compose.yaml': compose, ...files };
  const snapshot = fromScratch(Object.entries(all).map(([name, text]) => sourceFile(`${ROOT}/${name}`, text)));
  const finding = snapshot.findings.find((f) => f.rule.id === RULE);
  if (!finding) throw new Error('there is no collision');
  return { snapshot, finding };
}

describe('comments', () => {
  const lineOf = (text: string): string | undefined => {
    const { snapshot, finding } = collision({ 'compose.yaml': text });
    const file = snapshot.files.get(finding.site.uri);
    const edits = file && ignoreOnLine(file, finding);
    return edits && applyEdits(text, finding.site.uri, edits);
  };
  const second = "    ports: ['8080:80']\n  b:\n    image: registry.example/b\n    ports: ['8080:80']\n";

  test('stand behind what is on the line, another comment included', () => {
    expect(lineOf(compose.replace(/'\]\n$/, "'] # why\n"))).toContain(
      "ports: ['8080:80'] # why # portolan: ignore[host-port-collision]\n",
    );
    expect(lineOf(compose.replaceAll('\n', '\r\n'))).toContain(' # portolan: ignore[host-port-collision]\r\n');
  });

  test('that are there are told of one rule more', () => {
    const trailing = compose.replace(/'\]\n$/, "'] # portolan: ignore[duplicate-port] why\n");
    expect(lineOf(trailing)).toContain('# portolan: ignore[duplicate-port, host-port-collision] why\n');
    const above = compose.replace(
      second,
      second.replace(/\n( {4}ports[^\n]*\n)$/, '\n    # portolan: ignore-next-line[duplicate-port]\n$1'),
    );
    expect(lineOf(above)).toContain('    # portolan: ignore-next-line[duplicate-port, host-port-collision]\n');
  });

  test('stand around a text of several lines, in which they would be text', () => {
    const text = `services:
  api:
    image: registry.example/api
    healthcheck:
      test:
        - CMD-SHELL
        - |
          echo ready
          curl -f http://localhost:8080/
    ports: ['8080:80']
`;
    const snapshot = fromScratch([sourceFile(`${ROOT}/compose.yaml`, text)]);
    const finding = snapshot.findings.find((f) => f.rule.id === 'healthcheck-uses-published-port');
    const file = finding && snapshot.files.get(finding.site.uri);
    const edits = file && ignoreOnLine(file, finding);
    const after = applyEdits(text, `${ROOT}/compose.yaml`, edits ?? []);
    expect(after).toContain(`        # portolan: disable[healthcheck-uses-published-port]
        - |
          echo ready
          curl -f http://localhost:8080/
        # portolan: enable[healthcheck-uses-published-port]
`);
    expect(fromScratch([sourceFile(`${ROOT}/compose.yaml`, after)]).findings).toEqual([]);
  });
});

describe('the configuration', () => {
  const after = (files: Readonly<Record<string, string>>, reach: IgnoreReach): string => {
    const { snapshot, finding } = collision(files);
    const change = ignoreInConfiguration(snapshot, finding, reach);
    const edits = change?.edits();
    if (!change || !edits) return 'not offered';
    const text = snapshot.files.get(change.uri)?.text ?? '';
    return `${change.name}${change.isNew ? ' (new)' : ''}\n${applyEdits(text, change.uri, edits)}`;
  };

  test('is made where there is none', () => {
    const schema =
      '# yaml-language-server: $schema=https://raw.githubusercontent.com/portolan-dev/portolan/main/schemas/portolan.schema.json';
    expect(after({}, 'everywhere')).toBe(`portolan.yaml (new)\n${schema}\n\nrules:\n  ${RULE}: off\n`);
    expect(after({}, 'file')).toBe(
      `portolan.yaml (new)\n${schema}\n\noverrides:\n  - files: [/compose.yaml]\n    rules:\n      ${RULE}: off\n`,
    );
  });

  test.each([
    ['rules:\n    duplicate-port: info # why\n', `rules:\n    duplicate-port: info # why\n    ${RULE}: off\n`],
    [`rules: { duplicate-port: info, ${RULE}: warning }\n`, `rules: { duplicate-port: info, ${RULE}: off }\n`],
    [`rules:\n  ${RULE}: "warning"\n`, `rules:\n  ${RULE}: "off"\n`],
    ['rules: {}\n', `rules:\n  ${RULE}: off\n`],
    ['rules:\nexclude: [x]\n', `rules:\n  ${RULE}: off\nexclude: [x]\n`],
    ['# nothing yet\n', `# nothing yet\nrules:\n  ${RULE}: off\n`],
    ['exclude: [x]\r\n', `exclude: [x]\r\nrules:\r\n  ${RULE}: off\r\n`],
  ])('is written on in its style: %j', (before, expected) => {
    expect(after({ 'portolan.yaml': before }, 'everywhere')).toBe(`portolan.yaml\n${expected}`);
  });

  test.each([
    [
      'overrides:\n- files: [k8s]\n  rules: { duplicate-port: off }\n',
      `overrides:\n- files: [k8s]\n  rules: { duplicate-port: off }\n- files:\n  - /compose.yaml\n  rules:\n    ${RULE}: off\n`,
    ],
    [
      'overrides:\n  - files: [/compose.yaml]\n    rules:\n      duplicate-port: off\n',
      `overrides:\n  - files: [/compose.yaml]\n    rules:\n      duplicate-port: off\n      ${RULE}: off\n`,
    ],
    ['overrides: []\n', `overrides:\n  - files:\n      - /compose.yaml\n    rules:\n      ${RULE}: off\n`],
  ])('has overrides for single files: %j', (before, expected) => {
    expect(after({ 'portolan.yaml': before }, 'file')).toBe(`portolan.yaml\n${expected}`);
  });

  test('may be JSON, or a key of package.json', () => {
    expect(after({ 'portolan.json': '{\n  "exclude": ["x"]\n}\n' }, 'everywhere')).toBe(
      `portolan.json\n{\n  "exclude": ["x"],\n  "rules": { "${RULE}": "off" }\n}\n`,
    );
    const manifest = '{\n  "name": "shop",\n  "portolan": { "rules": { "duplicate-port": "info" } }\n}\n';
    expect(after({ 'package.json': manifest }, 'everywhere')).toContain(
      `"portolan": { "rules": { "duplicate-port": "info", "${RULE}": "off" } }`,
    );
    expect(after({ 'package.json': '{ "name": "shop", "portolan": {} }' }, 'file')).toContain(
      `"portolan": {"overrides": [{ "files": ["/compose.yaml"], "rules": { "${RULE}": "off" } }]}`,
    );
    expect(after({ 'package.json': '{ "name": "shop" }' }, 'everywhere')).toContain('portolan.yaml (new)');
  });

  test('is left alone where it would not help', () => {
    const overridden = `overrides:\n  - files: [/compose.yaml]\n    rules: { ${RULE}: warning }\n`;
    expect(after({ 'portolan.yaml': overridden }, 'everywhere')).toBe('not offered');
    expect(after({ 'portolan.yaml': overridden }, 'file')).toContain(`rules: { ${RULE}: off }`);
    expect(after({ 'portolan.yaml': 'rulez: {}\n' }, 'everywhere')).toBe('not offered');
  });
});

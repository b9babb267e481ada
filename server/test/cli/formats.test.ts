// Every format over the same workspace. The golden files are the contract with whoever reads the output; `vitest -u` makes
// them anew when it is meant to change.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { repository } from '../../../tools/lib/repo.mjs';
import { appended, collision, findingsOf, portolan, quoted, workspace } from './portolan';
import type { Files } from './portolan';

const files: Files = {
  ...appended,
  'shop/compose.yaml': collision(),
  'shop/über uns/pod.yaml': quoted.replaceAll('\n', '\r\n'),
  'k8s/overlays/prod/pod.yaml': quoted.replace('kind', '# 😀\nkind'),
};
const cwd = workspace(files);
const golden = (name: string) => path.join(repository, 'server/test/cli/golden', name);
const fresh = async (format: string, at = cwd, env: Record<string, string> = {}) =>
  (await portolan(['check', '--format', format], { cwd: at, env })).stdout;
const known = new Map<string, Promise<string>>();
/** A report of the workspace, made once. */
const report = (format: string): Promise<string> => {
  const made = known.get(format) ?? fresh(format);
  known.set(format, made);
  return made;
};

const version = (createRequire(import.meta.url)(path.join(repository, 'package.json')) as { version: string }).version;

describe.each(['pretty', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'])('%s', (format) => {
  test('is what it was', async () => {
    const text = (await report(format)).replaceAll(`"${version}"`, '"VERSION"');
    await expect(text).toMatchFileSnapshot(golden(`${format}.txt`));
  });
  test('is the same on every run, wherever the workspace lies and in whatever order it was written', async () => {
    const first = await report(format);
    expect(await fresh(format)).toBe(first);
    const copy = workspace(Object.fromEntries(Object.entries(files).toReversed()));
    expect(await fresh(format, copy, { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'C' })).toBe(first);
  });
  test('ends with a line break and names no absolute path', async () => {
    const text = await report(format);
    expect(text).toContain('shop/');
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toContain(cwd);
    expect(text).not.toContain('file://');
  });
});

test('all formats tell the same findings in the same order', async () => {
  const json = findingsOf(await report('json')).map((f) => f.split(' ').at(-1));
  expect(json).toHaveLength(4);
  const lines = (await report('concise')).trim().split('\n');
  expect(lines.map((l) => /\[([\w-]+)\]/.exec(l)?.[1])).toEqual(json);
  const annotations = (await report('github')).trim().split('\n');
  expect(annotations.map((l) => /title=portolan ([\w-]+)/.exec(l)?.[1])).toEqual(json);
  const blocks = (await report('pretty')).split('\n').filter((l) => /^(?:error|warning|info)\b/.test(l));
  expect(blocks.map((l) => /\[([\w-]+)\]$/.exec(l)?.[1])).toEqual(json);
  const sarif = JSON.parse(await report('sarif')) as { runs: { results: { ruleId: string }[] }[] };
  expect(sarif.runs[0]?.results.map((r) => r.ruleId)).toEqual(json);
});

describe('SARIF', () => {
  interface Region {
    startLine: number;
    startColumn: number;
    endColumn: number;
  }
  interface Place {
    physicalLocation: { artifactLocation: { uri: string }; region: Region };
  }
  interface Result {
    ruleId: string;
    ruleIndex: number;
    level: string;
    locations: Place[];
    relatedLocations?: Place[];
    partialFingerprints: Record<string, string>;
  }
  interface Log {
    runs: { tool: { driver: { rules: { id: string; helpUri: string }[] } }; results: Result[] }[];
  }
  const parse = (text: string) => (JSON.parse(text) as Log).runs[0]!;
  const schema = () => {
    const file = path.join(repository, 'server/test/cli/schemas/sarif-2.1.0-rtm.5.json');
    // The schema names draft 4, of which it uses nothing that draft 7 reads differently.
    const { $schema: _, id: __, ...rest } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    return new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(rest);
  };

  test('is valid against the schema of OASIS, with and without findings', async () => {
    const valid = schema();
    for (const at of [cwd, workspace({ 'compose.yaml': 'services: { a: { image: a } }\n' }), workspace({})]) {
      expect(valid(JSON.parse(await fresh('sarif', at))), JSON.stringify(valid.errors)).toBe(true);
    }
    expect(valid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });
  test('has relative, percent-encoded URIs and one-based regions in UTF-16', async () => {
    const { results } = parse(await report('sarif'));
    const places = results.map((r) => r.locations[0]!.physicalLocation);
    expect(places.map((p) => p.artifactLocation.uri)).toContain('shop/%C3%BCber%20uns/pod.yaml');
    for (const { artifactLocation, region } of places) {
      const text = fs.readFileSync(path.join(cwd, decodeURIComponent(artifactLocation.uri)), 'utf8');
      const line = text.split(/\r?\n/)[region.startLine - 1]!;
      expect(line.slice(region.startColumn - 1, region.endColumn - 1)).toMatch(/^(?:8080|"3000"|"81:80")$/);
    }
  });
  test('describes each rule that it names, with help', async () => {
    const { tool, results } = parse(await report('sarif'));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    for (const rule of tool.driver.rules) {
      expect(rule).toMatchObject({
        shortDescription: { text: /./ },
        fullDescription: { text: /./ },
        help: { text: /./ },
      });
      expect(rule.helpUri).toMatch(/^https:\/\/.*\/[\w-]+\.md$/);
    }
  });
  test('keeps fingerprints when lines move, and gives equal findings different ones', async () => {
    const twice = `${collision()}  c:\n    image: example/c\n    ports: ["8080:80"]\n`;
    const at = workspace({ 'compose.yaml': twice });
    const before = parse(await fresh('sarif', at)).results;
    fs.writeFileSync(path.join(at, 'compose.yaml'), `# one\n\n# two\n${twice}`);
    const after = parse(await fresh('sarif', at)).results;
    expect(after.map((r) => r.partialFingerprints)).toEqual(before.map((r) => r.partialFingerprints));
    expect(after.map((r) => r.locations)).not.toEqual(before.map((r) => r.locations));
    expect(new Set(before.map((r) => JSON.stringify(r.partialFingerprints))).size).toBe(before.length);
  });
  test('names related places', async () => {
    const { results } = parse(await report('sarif'));
    const clash = results.find((r) => r.ruleId === 'host-port-collision');
    expect(clash?.relatedLocations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'shop/compose.yaml' },
      region: { startLine: 4 },
    });
  });
});

describe('GitHub annotations', () => {
  test('escape as the toolkit does: what ends a line or a property, and the escape itself', async () => {
    const odd = 'a,b:c%41=;d/compose.yaml';
    const at = workspace({ [odd]: collision() });
    const [line = ''] = (await fresh('github', at)).split('\n');
    expect(line).toMatch(
      /^::error file=a%2Cb%3Ac%2541=;d\/compose\.yaml,line=7,endLine=7,col=14,endColumn=18,title=portolan host-port-collision::/,
    );
    // As the runner reads it.
    const [, properties = ''] = /^::error ([^:]*)::/.exec(line) ?? [];
    const file = properties
      .split(',')[0]
      ?.slice('file='.length)
      .replace(/%3A/g, ':')
      .replace(/%2C/g, ',')
      .replace(/%25/g, '%');
    expect(file).toBe(odd);
  });
  test('are relative to the checkout, when the root lies in one', async () => {
    const args = ['check', '--format', 'github', '--root', 'shop'];
    const { stdout } = await portolan(args, { cwd, env: { GITHUB_WORKSPACE: cwd } });
    expect(stdout).toMatch(/^::error file=shop\/compose\.yaml,/);
    expect((await portolan(args, { cwd, env: { GITHUB_WORKSPACE: '/elsewhere' } })).stdout).toMatch(
      /^::error file=compose\.yaml,/,
    );
    const sarif = await portolan(['check', '--format', 'sarif', '--root', 'shop'], {
      cwd,
      env: { GITHUB_WORKSPACE: cwd },
    });
    expect(sarif.stdout).toContain('"uri": "shop/compose.yaml"');
  });
  test('map severities to what GitHub has', async () => {
    const rules = ['host-port-collision=warning', 'quoted-port-number=info', 'override-ports-append=off'].flatMap(
      (r) => ['--rule', r],
    );
    const { stdout } = await portolan(['check', '--format', 'github', ...rules], { cwd });
    expect(new Set(stdout.match(/^::\w+/gm))).toEqual(new Set(['::warning', '::notice']));
  });
});

describe('GitLab Code Quality', () => {
  interface Issue {
    description: string;
    check_name: string;
    fingerprint: string;
    severity: string;
    location: { path: string; lines: { begin: number; end: number } };
  }
  test('has the keys that GitLab reads, and a fingerprint of its own for each finding', async () => {
    const issues = JSON.parse(await report('gitlab')) as Issue[];
    expect(issues).toHaveLength(4);
    for (const issue of issues) {
      expect(issue).toEqual({
        description: expect.stringMatching(/./) as string,
        check_name: expect.stringMatching(/^[\w-]+$/) as string,
        fingerprint: expect.stringMatching(/^[\da-f]{16}:\d+$/) as string,
        severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/) as string,
        location: { path: issue.location.path, lines: issue.location.lines },
      });
      expect(fs.existsSync(path.join(cwd, issue.location.path))).toBe(true);
      expect(issue.location.lines.begin).toBeGreaterThan(0);
      expect(issue.location.lines.end).toBeGreaterThanOrEqual(issue.location.lines.begin);
    }
    expect(new Set(issues.map((i) => i.fingerprint)).size).toBe(issues.length);
  });
  test('is an empty list where nothing was found', async () => {
    expect(JSON.parse(await fresh('gitlab', workspace({})))).toEqual([]);
  });
  test('is relative to the checkout', async () => {
    const args = ['check', '--format', 'gitlab', '--root', 'shop'];
    const { stdout } = await portolan(args, { cwd, env: { CI_PROJECT_DIR: cwd } });
    expect((JSON.parse(stdout) as Issue[])[0]?.location.path).toMatch(/^shop\//);
  });
});

describe('JUnit', () => {
  // The elements and attributes of the schema that Jenkins publishes, as far as we use them.
  const allowed: Readonly<Record<string, { in: string; attributes: readonly string[] }>> = {
    testsuites: { in: '', attributes: ['name', 'tests', 'failures', 'errors'] },
    testsuite: { in: 'testsuites', attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'] },
    testcase: { in: 'testsuite', attributes: ['classname', 'name', 'time'] },
    failure: { in: 'testcase', attributes: ['message', 'type'] },
    'system-out': { in: 'testcase', attributes: [] },
  };
  /** Elements by name; throws on what is no well-formed XML of these elements. */
  function elementsOf(text: string): ReadonlyMap<string, readonly Readonly<Record<string, string>>[]> {
    const out = new Map<string, Record<string, string>[]>();
    const open: string[] = [];
    const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
    expect(body).not.toBe(text);
    let at = 0;
    for (const m of body.matchAll(/<(\/?)([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>/g)) {
      const between = body.slice(at, m.index);
      expect(between).not.toMatch(/[<]|&(?!(?:amp|lt|gt|quot|apos);)/);
      at = m.index + m[0].length;
      const name = m[2] as string;
      if (m[1] === '/') expect(open.pop()).toBe(name);
      else {
        expect(open.at(-1) ?? '').toBe(allowed[name]?.in);
        const attributes = Object.fromEntries(
          [...(m[3] as string).matchAll(/ ([\w-]+)="([^"]*)"/g)].map((a) => [a[1] as string, a[2] as string]),
        );
        expect(Object.keys(attributes)).toEqual(allowed[name]?.attributes);
        out.set(name, [...(out.get(name) ?? []), attributes]);
        if (m[4] !== '/') open.push(name);
      }
    }
    expect(open).toEqual([]);
    expect(body.slice(at)).toBe('\n');
    return out;
  }
  test('is well-formed, and its counts are those of its cases', async () => {
    const found = elementsOf(await report('junit'));
    expect(found.get('testcase')).toHaveLength(4);
    expect(found.get('failure')).toHaveLength(3);
    expect(found.get('testsuites')?.[0]).toMatchObject({ tests: '4', failures: '3' });
    const suites = found.get('testsuite') ?? [];
    expect(suites.reduce((n, s) => n + Number(s['tests']), 0)).toBe(4);
    expect(suites.reduce((n, s) => n + Number(s['failures']), 0)).toBe(3);
  });
  test('has a case that passed where nothing was found', async () => {
    const found = elementsOf(await fresh('junit', workspace({ 'compose.yaml': 'services: { a: { image: a } }\n' })));
    expect(found.get('testcase')).toHaveLength(1);
    expect(found.has('failure')).toBe(false);
  });
  test('escapes what XML would act upon', async () => {
    const odd = `a]]>&<b>"'.d/compose.yaml`;
    const found = elementsOf(await fresh('junit', workspace({ [odd]: collision() })));
    expect(found.get('testsuite')?.[0]?.['name']).toBe('a]]&gt;&amp;&lt;b&gt;&quot;&apos;.d/compose.yaml');
  });
});

test('Markdown keeps its table whatever files are called', async () => {
  const text = await fresh('markdown', workspace({ 'a|b`<img>[x](y)/compose.yaml': collision() }));
  const rows = text.split('\n').filter((l) => l.startsWith('| error'));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.replaceAll('\\|', '').match(/\|/g)).toHaveLength(4);
  expect(rows[0]?.replaceAll(/`[^`]*`/g, '')).not.toContain('<img>');
});

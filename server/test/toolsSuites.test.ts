// The comparison with suites of other tools: it must not be green by looking at nothing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { repository } from '../../tools/lib/repo.mjs';
import { compare, explained } from '../../tools/suites/compare.mjs';
import { portsOf } from '../../tools/suites/connections.mjs';
import { namesIn, parseGo, valueOf } from '../../tools/suites/go.mjs';
import { kubescape } from '../../tools/suites/kubescape.mjs';
import { completed, itemsOf, objectsIn } from '../../tools/suites/objects.mjs';

const pod = (name: string, port: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: c\n      image: example/c\n      ports:\n        - ${port}\n`;

describe('tools/suites.mjs', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-suite-'));
    reasons([]);
    write('rules/container-hostPort/test/binds/input/pod.yaml', pod('shop', '{ containerPort: 80, hostPort: 80 }'));
    expected('binds', [{ kind: 'Pod', metadata: { name: 'shop' } }]);
    write('rules/container-hostPort/test/keeps/input/pod.yaml', pod('shop', 'containerPort: 80'));
    expected('keeps', []);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const reasons = (list: readonly object[]) => write('reasons.json', JSON.stringify(list));
  const expected = (test: string, objects: readonly object[]) =>
    write(
      `rules/container-hostPort/test/${test}/expected.json`,
      JSON.stringify(objects.map((object) => ({ alertObject: { k8sApiObjects: [object] } }))),
    );
  const run = () => {
    const script = path.join(repository, 'tools/suites.mjs');
    const args = [script, 'kubescape', folder, '--reasons', path.join(folder, 'reasons.json')];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };

  test('succeeds when all cases agree', () => {
    const { status, stdout } = run();
    expect(stdout).toContain('kubescape: 2 cases, 2 agreed, 0 disagreed, 0 unexplained');
    expect(status).toBe(0);
  });
  test('fails when something disagrees, and names it, unless there is a reason', () => {
    expected('binds', []);
    const { status, stdout } = run();
    expect(stdout).toContain('unexplained: container-hostPort: binds, Pod shop: they do not, Portolan says');
    expect(status).toBe(1);
    reasons([{ reason: 'Kubernetes: …', cases: ['container-hostPort: binds, Pod shop'] }]);
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('1 disagreed, 0 unexplained') });
  });
  test('fails when there is no case', () => {
    fs.rmSync(path.join(folder, 'rules'), { recursive: true });
    expect(run().status).toBe(1);
  });
  test('throws on an expectation about nothing that is there', () => {
    expected('keeps', [{ kind: 'Pod', metadata: { name: 'other' } }]);
    expect(() => kubescape(folder)).toThrow('there is no Pod other');
  });
});

describe('the comparison', () => {
  const heard = (rule: string, start: number) => ({
    rule,
    severity: 'info',
    path: 'a.yaml',
    start,
    end: start + 1,
    message: '',
  });
  const place = (name: string, start: number, expected: boolean) => ({
    name,
    path: 'a.yaml',
    start,
    end: start + 10,
    expected,
    rules: ['r'],
  });

  test('counts what is said in a case, and what our rules on the matter say elsewhere', () => {
    const cases = [place('agrees', 0, true), place('misses', 10, true), place('alarms', 20, false)];
    const findings = [heard('r', 5), heard('other', 12), heard('r', 25), heard('r', 40)];
    const { disagreements, ...counts } = compare([{ files: [], cases }], () => findings);
    expect(counts).toEqual({ cases: 3 });
    expect(disagreements.map(({ name }) => name)).toEqual([
      'misses',
      'alarms',
      'elsewhere in "agrees": r at a.yaml:40',
    ]);
    const { unexplained, stale } = explained(disagreements, [{ reason: '', cases: ['misses', 'agrees'] }]);
    expect(unexplained.map(({ name }) => name)).toEqual(['alarms', 'elsewhere in "agrees": r at a.yaml:40']);
    expect(stale).toEqual(['agrees']);
  });
});

describe('what the suites are read by', () => {
  test('tables in Go', () => {
    const { top, functions } = parseGo(
      'package a\n\nimport (\n\t"testing"\n)\n\nconst (\n\tone int32 = 80\n)\n\ntype T struct {\n\tA int\n}\n\n' +
        'func (s *T) Test() {\n\ttable := []struct {\n\t\tname string\n\t}{\n\t\t{name: "a" + "b", port: intstr.FromInt(one)},\n\t\t{\n\t\t\tname: `c`, // why\n\t\t\tlist: []string{"x", "y"},\n\t\t\tbyName: map[string][]T{"k": {{A: -1}}},\n\t\t},\n\t}\n\tfor _, x := range table {\n\t\ts.Run(x)\n\t}\n\ts.Validate(s.ctx, &v1.Pod{})\n}\n',
    );
    const body = functions.get('Test') ?? [];
    const known = namesIn([...top, ...body]);
    expect(valueOf({ kind: 'name', name: 'table' }, known)).toEqual([
      { name: 'ab', port: { call: 'intstr.FromInt', args: [80] } },
      { name: 'c', list: ['x', 'y'], byName: { k: [{ A: -1 }] } },
    ]);
    expect(body.at(-1)).toMatchObject({ kind: 'do', value: { kind: 'call', callee: 's.Validate' } });
  });
  test('objects and their parts, with the characters that they take', () => {
    const text = `${pod('a', 'containerPort: 80')}---\nkind: List\nitems:\n  - kind: Service\n    metadata: { name: b, namespace: n }\n`;
    const [first, second] = objectsIn([{ path: 'x.yaml', text }]);
    expect([first?.name, second?.name]).toEqual(['Pod a', 'Service n/b']);
    const [port] = first ? itemsOf(first, /^ports$/) : [];
    expect(port?.name).toBe('Pod a, c, ports[0]');
    expect(text.slice(port?.start, port?.end).trim()).toBe('containerPort: 80');
  });
  test('workloads without what the API server needs', () => {
    const text = 'kind: Deployment\nspec:\n  template:\n    metadata:\n      labels: { a: b }\n';
    const made = completed({ path: 'x.yaml', text });
    expect(made.text).toContain('image: example/image');
    expect(made.text).toMatch(/selector:\s+matchLabels:\s+a: b/);
    expect(completed({ path: 'x.yaml', text: pod('a', 'containerPort: 80') }).text).toBe(pod('a', 'containerPort: 80'));
  });
});

describe('suites of connections', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-suite-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const run = () => {
    write('reasons.json', '[]');
    const args = ['tools/suites.mjs', 'netpol-analyzer', folder, '--reasons', path.join(folder, 'reasons.json')];
    return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: repository });
  };

  test('ports as the lists write them', () => {
    expect(portsOf('SCTP 9003,TCP 1-79,81-65535')).toEqual(
      new Map([
        ['sctp', [[9003, 9003]]],
        [
          'tcp',
          [
            [1, 79],
            [81, 65535],
          ],
        ],
      ]),
    );
    expect(() => portsOf('No such thing')).toThrow('not a list of ports');
  });
  test('a pair agrees when all ports do', () => {
    write('tests/one/pods.yaml', `${pod('a', 'containerPort: 80')}---\n${pod('b', 'containerPort: 81')}`);
    write(
      'tests/one/policy.json',
      '{"kind":"NetworkPolicy","apiVersion":"networking.k8s.io/v1","metadata":{"name":"p"},"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"ports":[{"port":80}]}]}}',
    );
    const [a, b, all] = ['default/a[Pod]', 'default/b[Pod]', '0.0.0.0-255.255.255.255[External]'];
    const out = `${a} => ${all} : All Connections\n${b} => ${all} : All Connections\n${all} => ${a} : TCP 80\n${all} => ${b} : TCP 80\n${a} => ${b} : TCP 80\n`;
    write('test_outputs/connlist/one_connlist_output.txt', `${out}${b} => ${a} : TCP 80\n`);
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('6 cases, 6 agreed') });
    write('test_outputs/connlist/one_connlist_output.txt', `${out}${b} => ${a} : TCP 80-81\n`);
    const { status, stdout } = run();
    expect(stdout).toContain(`unexplained: one: ${b} => ${a}: tcp 81: they say yes, Portolan no`);
    expect(status).toBe(1);
  });
});

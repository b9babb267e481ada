import { describe, expect, it } from 'vitest';
import { showPort, single } from '../../src/facts';
import type {
  ContainerPort,
  NetworkFact,
  ProblemFact,
  TextFact,
  UnitFact,
  Values,
  WorkloadFact,
  Port,
} from '../../src/facts';
import { compose } from '../../src/formats/compose/index';
import { cited, treeOf } from '../stacks/composeProject';
import type { Files } from '../stacks/composeProject';

const read = (files: Files) => compose.read(treeOf(files)).facts;
const workloads = (files: Files) => read(files).filter((f): f is WorkloadFact => f.kind === 'workload');
const workload = (files: Files, name = 'a') => {
  const found = workloads(files).find((w) => w.name.value === name);
  if (!found) throw new Error(`no service ${name}`);
  return found;
};
const unit = (files: Files, name = 'a'): UnitFact => workload(files, name).units[0] as UnitFact;
const problems = (files: Files) => read(files).filter((f): f is ProblemFact => f.kind === 'problem');

/** Files of one service `a` with these lines. */
const one = (body: string, more: Files = {}): Files => ({
  'compose.yaml': `services:\n  a:\n    image: i\n${body.replace(/^/gm, '    ')}\n`,
  ...more,
});

const show = (values: Values<Port> | undefined) =>
  values === undefined ? 'none' : values.open ? 'open' : values.alternatives.map((x) => showPort(x.value)).join('|');
const ip = (values: Values<string> | undefined) =>
  values === undefined ? 'all' : values.open ? 'open' : values.alternatives.map((x) => x.value).join('|');
const port = (p: ContainerPort) =>
  `${ip(p.publish?.hostIp)} ${show(p.publish?.host)} > ${show(p.container)}/${p.protocol}`;

describe('ports, short syntax', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['3000', ['all none > 3000/tcp']],
    ['"3000"', ['all none > 3000/tcp']],
    ['"8080:80"', ['all 8080 > 80/tcp']],
    ['"127.0.0.1:8001:8001"', ['127.0.0.1 8001 > 8001/tcp']],
    ['"[::1]:6001:6001"', ['::1 6001 > 6001/tcp']],
    ['"::1:6000:6000"', ['::1 6000 > 6000/tcp']],
    ['"127.0.0.1::80"', ['127.0.0.1 none > 80/tcp']],
    ['":80"', ['all none > 80/tcp']],
    ['"8000-9000:80"', ['all 8000-9000 > 80/tcp']],
    ['"9090-9091:8080-8081"', ['all 9090-9091 > 8080-8081/tcp']],
    ['"3000-3005"', ['all none > 3000-3005/tcp']],
    ['"6060:6060/udp"', ['all 6060 > 6060/udp']],
    ['"0:80"', ['all none > 80/tcp']],
    ['"80/"', ['all none > 80/tcp']],
    ['"80/UDP"', ['all none > 80/udp']],
    ['8080:22', ['all 8080 > 22/tcp']],
    ['"8080:"', []],
    ['"80/http"', []],
    ['"3000-3001:80-85"', []],
    ['"65536"', []],
    ['0022', ['open open > open/tcp']],
    ['8_080', ['open open > open/tcp']],
    ['"{{ port }}:80"', ['open open > open/tcp']],
    ['{{ port }}', ['open open > open/tcp']],
    ['null', []],
    ['"${P:-8080}:80"', ['all 8080 > 80/tcp']],
    ['"${BIND-127.0.0.1}:${P:-8080}:80"', ['127.0.0.1 8080 > 80/tcp']],
    ['"${X}:80"', ['open open > 80/tcp']],
    ['"$X:80/udp"', ['open open > 80/udp']],
    ['"127.0.0.1:${X}:80"', ['127.0.0.1 open > 80/tcp']],
    ['"${X}:8080:80"', ['open 8080 > 80/tcp']],
    ['"1${X}:80"', ['open open > 80/tcp']],
    ['"8080:${X}"', ['all 8080 > open/tcp']],
    ['"${X}"', ['open open > open/tcp']],
    ['"${X}:8${X}"', ['open open > open/tcp']],
  ];
  it.each(cases)('%s', (text, expected) => expect(unit(one(`ports:\n  - ${text}`)).ports.map(port)).toEqual(expected));
});

describe('ports, long syntax', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['{target: 80, published: 8080}', ['all 8080 > 80/tcp']],
    ['{target: "80", published: "8080", protocol: udp, host_ip: 127.0.0.1, mode: host}', ['127.0.0.1 8080 > 80/udp']],
    ['{target: 80}', ['all none > 80/tcp']],
    ['{target: 80, published: "8083-9000"}', ['all 8083-9000 > 80/tcp']],
    ['{target: 80, published: 0}', ['all none > 80/tcp']],
    ['{target: 80, published: "${X}"}', ['all open > 80/tcp']],
    ['{target: "${X:-81}", published: 8080}', ['all 8080 > 81/tcp']],
    ['{target: "${X}", published: 8080}', ['all 8080 > open/tcp']],
    ['{target: 80, host_ip: "${X}", published: 1}', ['open 1 > 80/tcp']],
    ['{published: 8080}', []],
  ];
  it.each(cases)('%s', (text, expected) => expect(unit(one(`ports:\n  - ${text}`)).ports.map(port)).toEqual(expected));

  it('keeps names, modes and places', () => {
    const files = one('ports:\n  - {target: 80, published: 8080, mode: host, name: web, app_protocol: http}');
    const [p] = unit(files).ports;
    expect(p).toMatchObject({
      form: 'long',
      by: '`ports` of compose.yaml',
      name: { value: 'web' },
      appProtocol: { value: 'http' },
      publish: { mode: 'host' },
    });
    expect(cited(files, single(p?.container)?.site as never)).toBe('compose.yaml: 80');
  });
});

describe('provenance of ports', () => {
  const origin = (files: Files) => {
    const [p] = unit(files).ports;
    return [single(p?.publish?.host), single(p?.container)].map(
      (l) =>
        l && {
          site: cited(files, l.site),
          origins: l.origins.map((o) => (o.kind === 'text' ? cited(files, o.span) : o.because)),
          certainty: l.certainty,
        },
    );
  };
  it('in the text', () => {
    expect(origin(one('ports: ["8080:80"]'))).toEqual([
      { site: 'compose.yaml: 8080', origins: ['compose.yaml: 8080'], certainty: 'certain' },
      { site: 'compose.yaml: 80', origins: ['compose.yaml: 80'], certainty: 'certain' },
    ]);
  });
  it('in .env', () => {
    expect(origin(one('ports: ["${P}:80"]', { '.env': 'P=8080' }))[0]).toEqual({
      site: 'compose.yaml: ${P}',
      origins: ['.env: 8080'],
      certainty: 'high',
    });
  });
  it('in a default', () => {
    expect(origin(one('ports: ["${P:-8080}:80"]'))[0]).toEqual({
      site: 'compose.yaml: ${P:-8080}',
      origins: ['compose.yaml: 8080'],
      certainty: 'high',
    });
  });
  it('in an override', () => {
    const files = {
      'compose.yaml': 'services: {a: {image: i, ports: ["8080:80"]}}',
      'compose.override.yaml': 'services: {a: {ports: !override ["9090:80"]}}',
    };
    expect(origin(files)[0]).toMatchObject({ site: 'compose.override.yaml: 9090' });
  });
  it('in an anchor', () => {
    const files = { 'compose.yaml': 'x-p: &p ["8080:80"]\nservices: {a: {image: i, ports: *p}}' };
    expect(origin(files)[0]).toMatchObject({ site: 'compose.yaml: 8080', origins: ['compose.yaml: 8080'] });
  });
  it('in half a variable', () => {
    expect(origin(one('ports: ["80${P:-80}:1${Q}"]', { '.env': 'Q=2' }))).toMatchObject([
      { origins: ['compose.yaml: 80', 'compose.yaml: 80'] },
      { origins: ['compose.yaml: 1', '.env: 2'] },
    ]);
  });
});

describe('expose', () => {
  it.each([
    ['3000', ['3000/tcp']],
    ['"3000"', ['3000/tcp']],
    ['"8000-8005/udp"', ['8000-8005/udp']],
    ['"${X}"', ['open/tcp']],
    ['"${X:-1}"', ['1/tcp']],
    ['"8080:80"', ['80/tcp']],
    ['x', []],
  ] as const)('%s', (text, expected) =>
    expect(unit(one(`expose:\n  - ${text}`)).exposes.map((e) => `${show(e.port)}/${e.protocol}`)).toEqual(expected),
  );
});

describe('problems', () => {
  const told = (files: Files) =>
    problems(files).map(
      (p) => `${p.rule} ${p.certainty}${p.severity ? ` ${p.severity}` : ''} @${cited(files, p.site)}`,
    );
  const ports = (list: string, more: Files = {}) => told(one(`ports:\n  - ${list}`, more));
  it.each([
    ['"8080:"', ['invalid-port certain @compose.yaml: 8080:']],
    ['"a:80"', ['invalid-port certain @compose.yaml: a']],
    ['"65536:80"', ['invalid-port certain @compose.yaml: 65536']],
    ['"80/http"', ['invalid-port certain @compose.yaml: http']],
    ['"90-80:1"', ['invalid-port certain @compose.yaml: 90-80']],
    ['"3000-3001:80-85"', ['invalid-port certain @compose.yaml: 3000-3001:80-85']],
    ['"localhost:80:80"', ['invalid-port certain @compose.yaml: localhost']],
    ['"8080:0"', ['invalid-port certain @compose.yaml: 0']],
    ['{target: 70000}', ['invalid-port certain @compose.yaml: 70000']],
    ['{target: 80, published: x}', ['invalid-port certain @compose.yaml: x']],
    ['"8000-8010:80"', []],
    ['"${P:-x}:80"', ['invalid-port high @compose.yaml: ${P:-x}']],
    ['"{{ x }}:y"', []],
    ['"%7B:80"', ['invalid-port certain @compose.yaml: %7B']],
    ['"${P?no}:80"', []],
    ['"${P}:80"', ['port-variable-unset high @compose.yaml: ${P}']],
    ['"${P}:x"', ['invalid-port certain @compose.yaml: x', 'port-variable-unset high @compose.yaml: ${P}']],
    ['{target: 80, published: "${P}"}', ['port-variable-unset high @compose.yaml: ${P}']],
    ['22:22', ['yaml-sexagesimal-port certain info @compose.yaml: 22:22']],
    ['8080:22', ['yaml-sexagesimal-port certain info @compose.yaml: 8080:22']],
    ['"22:22"', []],
    ["'22:22'", []],
    ['8080:8080', []],
    ['8080:60', []],
    ['0:22', []],
    ['"1:1"\n  - "1:1"', ['duplicate-port certain hint @compose.yaml: "1:1"']],
    ['"1:1"\n  - 0.0.0.0:1:1/tcp', ['duplicate-port certain hint @compose.yaml: 0.0.0.0:1:1/tcp']],
    ['"1:1"\n  - "1:1/udp"', []],
    ['"1:1"\n  - "127.0.0.1:1:1"', []],
    ['"${A?}:1"\n  - "${B?}:1"', []],
    ['"${A?}:1"\n  - "${A?}:1"', ['duplicate-port certain hint @compose.yaml: "${A?}:1"']],
  ] as const)('%s', (list, expected) => expect(ports(list)).toEqual(expected));

  it('says each problem of an anchor once', () => {
    expect(
      told({
        'compose.yaml':
          'x-p: &p\n  - 22:22\n  - "x:1"\n  - "${P}:1"\nservices:\n  a: {image: i, ports: *p}\n  b: {image: i, ports: *p}\n',
      }),
    ).toHaveLength(3);
  });
  it('says what is documented in .env.example as information', () => {
    const files = one('ports: ["${P}:80"]', { '.env.example': 'P=8080' });
    expect(told(files)).toEqual(['port-variable-unset high info @compose.yaml: ${P}']);
    expect(problems(files)[0]?.message).toBe(
      '`P` has no value in .env and no default, so Compose publishes container port 80 on a random host port. .env.example documents it, but Compose reads only .env. Set it in .env or give it a default: `${P:-80}`.',
    );
  });
  it.each([
    ['"8080:80"', ['expose-host-mapping certain @compose.yaml: 8080:']],
    ['"x"', ['invalid-port certain @compose.yaml: x']],
    ['"80"', []],
    ['"${X}"', ['port-variable-unset high @compose.yaml: ${X}']],
  ] as const)('expose %s', (text, expected) => expect(told(one(`expose:\n  - ${text}`))).toEqual(expected));

  it('tells of ports that an override adds', () => {
    const files = {
      'compose.yaml': 'services: {a: {image: i, ports: ["8080:80"]}}',
      'compose.override.yaml': 'services: {a: {ports: ["9090:80"]}}',
    };
    expect(told(files)).toEqual(['override-ports-append certain info @compose.override.yaml: "9090:80"']);
    const [p] = problems(files);
    const [fix] = p?.fixes ?? [];
    expect(
      fix &&
        files['compose.override.yaml'].slice(0, fix.at.start) +
          fix.newText +
          files['compose.override.yaml'].slice(fix.at.end),
    ).toBe('services: {a: {ports: !override ["9090:80"]}}');
    expect(p?.related.map((r) => cited(files, r.at))).toEqual(['compose.yaml: "8080:80"']);
  });

  it.each([
    ['- 22:22', '- "22:22"'],
    ['- "90-80:1-11"', '- "80-90:1-11"'],
    ['- "${P}:80"', '- "${P:-80}:80"'],
    ['- "1:1"\n  - "1:1"', '- "1:1"'],
  ])('mends %s', (before, after) => {
    const files = one(`ports:\n  ${before}`);
    const fix = problems(files)[0]?.fixes[0];
    const text = files['compose.yaml'] as string;
    expect(fix && text.slice(0, fix.at.start) + fix.newText + text.slice(fix.at.end)).toBe(
      one(`ports:\n  ${after}`)['compose.yaml'],
    );
  });

  it('mends the origin', () => {
    const files = one('ports: ["${P}:80"]', { '.env': 'P=90-80' });
    const fix = problems(files)[0]?.fixes[0];
    expect(fix && cited(files, fix.at)).toBe('.env: 90-80');
  });
});

describe('networks', () => {
  const keys = (files: Files, name = 'a') => workload(files, name).networks?.map((n) => n.key);
  it.each([
    ['', ['default']],
    ['networks: [x, y]', ['x', 'y']],
    ['networks: {x: , y: {aliases: [z]}}', ['x', 'y']],
    ['networks: ["${N}"]', undefined],
    ['network_mode: host', undefined],
    ['network_mode: bridge', undefined],
  ] as const)('%s', (body, expected) => expect(keys(one(body))).toEqual(expected));

  it.each([
    ['', { kind: 'own' }],
    ['network_mode: host', { kind: 'host' }],
    ['network_mode: none', { kind: 'none' }],
    ['network_mode: bridge', { kind: 'own' }],
    ['network_mode: "service:vpn"', { kind: 'shared', by: 'service', with: { value: 'vpn' } }],
    ['network_mode: "container:vpn"', { kind: 'shared', by: 'container', with: { value: 'vpn' } }],
    ['network_mode: "${M}"', { kind: 'unknown' }],
  ])('namespace of %s', (body, expected) => expect(workload(one(body)).network).toMatchObject(expected));

  it('gives names', () => {
    const files = {
      'compose.yaml':
        'services:\n  a:\n    image: i\n    container_name: box\n    hostname: h.local\n    networks: {n: {aliases: [al]}}\n  b:\n    image: i\n    links: ["a:store", "a"]\n',
    };
    expect(workload(files).names.map((n) => [n.kind, n.name, n.network ?? n.onlyFrom])).toEqual([
      ['service', 'a', undefined],
      ['alias', 'al', 'n'],
      ['container-name', 'box', undefined],
      ['hostname', 'h.local', undefined],
      ['link', 'store', 'compose/b'],
    ]);
  });

  it('keeps unknown names out', () => expect(workload(one('container_name: "${N}-a"')).names).toHaveLength(1));

  it.each([
    ['extra_hosts: ["db:10.0.0.1", "x=10.0.0.2"]', ['db', 'x']],
    ['extra_hosts: {db: 10.0.0.1}', ['db']],
    ['external_links: [redis, "proj_db_1:mysql"]', ['redis', 'mysql']],
    ['', undefined],
  ])('own names of %s', (body, expected) => expect(workload(one(body)).extraHosts).toEqual(expected));

  it('reads networks of the project', () => {
    const facts = read({
      'compose.yaml':
        'services: {a: {image: i}}\nnetworks:\n  in: {internal: true}\n  ex: {external: true}\n  old: {external: {name: real}}\n  named: {name: shared}\n  unk: {external: true, name: "${N}"}\n  lo: {driver_opts: {com.docker.network.bridge.host_binding_ipv4: 127.0.0.1}}\n',
    });
    const networks = facts
      .filter((f): f is NetworkFact => f.kind === 'network')
      .map(({ kind: _kind, site: _site, ...n }) => n);
    expect(networks).toEqual([
      { key: 'in', external: false, internal: true },
      { key: 'ex', external: true, internal: false, realName: 'ex' },
      { key: 'old', external: true, internal: false, realName: 'real' },
      { key: 'named', external: false, internal: false, realName: 'shared' },
      { key: 'unk', external: true, internal: false },
      { key: 'lo', external: false, internal: false, hostBinding: '127.0.0.1' },
    ]);
  });
});

describe('environment', () => {
  const env = (files: Files) =>
    Object.fromEntries(unit(files).env.map((v) => [v.name, v.value?.text ?? v.open?.because]));
  it.each<[string, Files, Record<string, string>]>([
    [
      'a map',
      one('environment: {A: 1, B: "x=y", C: true, D: }'),
      { A: '1', B: 'x=y', C: 'true', D: 'its value is passed through from the environment' },
    ],
    [
      'a list',
      one('environment: [A=1, "B=x=y", C=, D]'),
      { A: '1', B: 'x=y', C: '', D: 'its value is passed through from the environment' },
    ],
    ['passed through with .env', one('environment: [A]', { '.env': 'A=3' }), { A: '3' }],
    [
      'the list before env files',
      one('env_file: [x.env, y.env]\nenvironment: [A=1]', { 'x.env': 'A=2\nB=2\nC=2', 'y.env': 'C=3' }),
      { A: '1', B: '2', C: '3' },
    ],
    [
      'unknown values',
      one('environment: {A: "${X}", B: "{{ x }}", C: {{ x }}, D: "a${X}"}'),
      {
        A: '`X` has no value here',
        B: 'it has template syntax',
        C: 'its value is template syntax or no text',
        D: '`X` has no value here',
      },
    ],
    ['the last of two', one('environment: [A=1, A=2]'), { A: '2' }],
  ])('%s', (_, files, expected) => expect(env(files)).toEqual(expected));

  it('is open when a file is missing', () => {
    expect(unit(one('env_file: x.env')).envOpen?.because).toBe('`x.env` is not there');
    expect(unit(one('env_file: x.env', { 'x.env': '' })).envOpen).toBeUndefined();
  });

  it('knows where names and values stand', () => {
    const files = one('env_file: x.env\nenvironment: {A: "${V:-1}"}', { 'x.env': 'B=2' });
    expect(
      unit(files).env.map((v) => [cited(files, v.nameSite), v.value && cited(files, v.value.whole), v.source]),
    ).toEqual([
      ['x.env: B', 'x.env: 2', 'env-file'],
      ['compose.yaml: A', 'compose.yaml: ${V:-1}', 'environment'],
    ]);
  });
});

describe('commands', () => {
  const words = (files: Files) => unit(files).command?.words.map((w) => w.text);
  it.each([
    ['command: npm run start -- --port 3000', ['npm', 'run', 'start', '--', '--port', '3000']],
    [`command: sh -c 'a "b c"' d\\ e`, ['sh', '-c', 'a "b c"', 'd e']],
    ['command: "a \\"b c\\" && d"', ['a', 'b c']],
    ["command: x '' y", ['x', '', 'y']],
    ['command: [a, "b c", 3]', ['a', 'b c', '3']],
    ['command: >\n  a\n  --port=1\n', ['a', '--port=1']],
    ['command: ["sh", "-c", "echo $$PORT"]', ['sh', '-c', 'echo $PORT']],
    ['command: []', []],
    ['command: ""', []],
    ['command: null', undefined],
    ['', undefined],
  ])('%s', (body, expected) => expect(words(one(body))).toEqual(expected));

  it('keeps places', () => {
    const files = one(`command: a --port="80"80 'b c'`);
    const found = unit(files).command?.words ?? [];
    expect(found.map((w) => w.text)).toEqual(['a', '--port=8080', 'b c']);
    expect(found.map((w) => cited(files, w.whole))).toEqual([
      'compose.yaml: a',
      'compose.yaml: --port="80"80',
      'compose.yaml: b c',
    ]);
  });
});

describe('health checks', () => {
  const checks = (body: string) =>
    unit(one(body)).checks.map((c) => `${c.host?.value ?? ''}:${show(c.port)}${c.command ? ` ${c.command.form}` : ''}`);
  it.each([
    ['healthcheck: {test: curl -f http://localhost:8080/}', ['localhost:8080 shell']],
    ['healthcheck: {test: [CMD, curl, -f, "http://localhost:8080/"]}', ['localhost:8080 exec']],
    ['healthcheck: {test: [CMD-SHELL, "curl -f http://localhost:8080/ || exit 1"]}', ['localhost:8080 shell']],
    ['healthcheck: {test: [CMD-SHELL, "curl http://localhost:${P:-81}/"]}', ['localhost:81 shell']],
    ['healthcheck: {test: [CMD-SHELL, "curl http://localhost:${P}/"]}', [':open shell']],
    ['healthcheck: {test: [NONE]}', [':']],
    ['healthcheck: {disable: true}', [':']],
    ['healthcheck: {interval: 5s}', []],
    ['healthcheck: {test: [CMD, /check.sh]}', [':open exec']],
    ['healthcheck: {test: [x, y]}', [':open']],
    ['', []],
  ])('%s', (body, expected) => expect(checks(body)).toEqual(expected));
});

describe('builds', () => {
  const build = (body: string, more: Files = {}) => {
    const files = { 'svc/compose.yaml': `services:\n  a:\n${body.replace(/^/gm, '    ')}\n`, ...more };
    const b = unit(files).build;
    const d = b?.dockerfile;
    return (
      b && [
        d?.kind === 'file' ? d.uri : d?.kind === 'inline' ? d.text.text : d?.because,
        b.target?.value,
        Object.fromEntries([...b.args].map(([k, v]) => [k, v?.text])),
      ]
    );
  };
  it.each([
    ['build: .', ['file:///w/svc/Dockerfile', undefined, {}]],
    ['build: ../api', ['file:///w/api/Dockerfile', undefined, {}]],
    [
      'build: {context: ., dockerfile: docker/Dockerfile.prod, target: dev}',
      ['file:///w/svc/docker/Dockerfile.prod', 'dev', {}],
    ],
    ['build: {dockerfile: ../Dockerfile}', ['file:///w/Dockerfile', undefined, {}]],
    ['build: {context: a b}', ['file:///w/svc/a%20b/Dockerfile', undefined, {}]],
    ['build: {context: ., args: {A: 1, B: }}', ['file:///w/svc/Dockerfile', undefined, { A: '1', B: undefined }]],
    [
      'build: {context: ., args: [A=1, B, "C=${X}"]}',
      ['file:///w/svc/Dockerfile', undefined, { A: '1', B: undefined, C: undefined }],
    ],
    ['build: https://github.com/x/y.git', ['its build context is not in the workspace', undefined, {}]],
    ['build: git@github.com:x/y.git', ['its build context is not in the workspace', undefined, {}]],
    ['build: "${DIR}/x"', ['its build context is not known here', undefined, {}]],
    ['build: {context: ., target: "${T}"}', ['its build target is not known here', undefined, {}]],
    ['build: {dockerfile_inline: "FROM x\\nEXPOSE 1\\n"}', ['FROM x\nEXPOSE 1\n', undefined, {}]],
    ['image: i', undefined],
  ])('%s', (body, expected) => expect(build(body)).toEqual(expected));

  it('keeps both image and build', () => {
    const u = unit({ 'compose.yaml': 'services: {a: {image: "reg/a:1", build: .}}' });
    expect([single(u.image)?.value, u.build?.certainty]).toEqual(['reg/a:1', 'certain']);
  });
});

describe('images', () => {
  it.each([
    ['postgres:16', 'postgres:16'],
    ['"postgres:${V}"', 'postgres:${V}'],
    ['"${REG}/api:1"', '${REG}/api:1'],
    ['"x${V}:1"', 'open'],
    ['"${IMAGE}"', 'open'],
    ['"{{ image }}"', 'open'],
  ])('%s', (text, expected) => {
    const { image } = unit({ 'compose.yaml': `services:\n  a:\n    image: ${text}\n` });
    expect(image?.open ? 'open' : single(image)?.value).toBe(expected);
  });
});

describe('the rest of a service', () => {
  it('mounts', () => {
    const files = one(
      'volumes:\n  - ./conf//x.conf:/etc/x.conf:ro\n  - data:/data/\n  - /var/run/docker.sock:/var/run/docker.sock\n  - /anon\n  - {type: bind, source: ./a, target: /a}\n  - {type: tmpfs, target: /t}\n  - "${D}:/d"\n  - ~/h:/h\nconfigs: [c, {source: d, target: /etc/d}]\nsecrets: [s]',
    );
    expect(unit(files).mounts.map((m) => [m.kind, m.source, m.target])).toEqual([
      ['bind', 'file:///w/conf/x.conf', '/etc/x.conf'],
      ['volume', 'data', '/data'],
      ['bind', '/var/run/docker.sock', '/var/run/docker.sock'],
      ['volume', undefined, '/anon'],
      ['bind', 'file:///w/a', '/a'],
      ['other', undefined, '/t'],
      ['bind', undefined, '/d'],
      ['bind', '~/h', '/h'],
      ['config', 'c', '/c'],
      ['config', 'd', '/etc/d'],
      ['secret', 's', '/run/secrets/s'],
    ]);
  });

  it('texts of configs', () => {
    const facts = read({
      'compose.yaml':
        'services: {a: {image: i, configs: [{source: n, target: /etc/nginx/nginx.conf}]}}\nconfigs: {n: {content: "listen 80;"}, m: {file: ./x}}',
    });
    expect(facts.filter((f): f is TextFact => f.kind === 'text').map((t) => [t.hint, t.text.text, t.owner])).toEqual([
      ['/etc/nginx/nginx.conf', 'listen 80;', 'compose/a'],
    ]);
  });

  it.each([
    ['deploy: {replicas: 3}', '3'],
    ['scale: 2', '2'],
    ['deploy: {replicas: "${N:-4}"}', '4'],
    ['deploy: {replicas: "${N}"}', 'open'],
    ['', undefined],
  ])('replicas of %s', (body, expected) => {
    const { replicas } = workload(one(body));
    expect(replicas && (replicas.open ? 'open' : String(single(replicas)?.value))).toBe(expected);
  });

  it.each([
    ['user: "1000:1000"', ['1000:1000', true]],
    ['user: root', ['root', false]],
    ['user: "0:0"', ['0:0', false]],
    ['user: app', ['app', true]],
    ['user: "${U}"', [undefined, undefined]],
  ])('%s', (body, expected) => {
    const u = unit(one(body));
    expect([u.user?.value, u.nonRoot]).toEqual(expected);
  });

  it('capabilities, profiles and labels', () => {
    const w = workload(
      one(
        'cap_add: [net_bind_service, CAP_X]\nprivileged: true\nprofiles: [dev, "${P}"]\nlabels: [a=1, "b=${X}"]\ndeploy: {labels: {c: 2}}',
      ),
    );
    expect(w.units[0]?.capabilities).toEqual(['NET_BIND_SERVICE', 'X', 'ALL']);
    expect(w.profiles?.map((p) => p.value)).toEqual(['dev']);
    expect(Object.fromEntries([...w.annotations].map(([k, v]) => [k, v.value]))).toEqual({ a: '1', c: '2' });
  });

  it.each([
    ['a whole service', 'services: {a: {image: i}}', false],
    ['a built one', 'services: {a: {build: .}}', false],
    ['one without image', 'services: {b: {image: i}, a: {ports: ["1:1"]}}', true],
    ['one whose base is not there', 'services: {a: {image: i, extends: {file: x.yml, service: y}}}', true],
    ['a provider', 'services: {a: {provider: {type: x}}}', true],
    ['nothing', 'services: {b: {image: i}, a: }', true],
  ])('fragment: %s', (_, text, expected) => expect(workload({ 'compose.yaml': text }).fragment).toBe(expected));

  it('leaves template services out', () => {
    expect(
      workloads({
        'compose.yaml': 'services:\n  "{{ name }}": {image: i}\n  {{ x }}: {image: i}\n  b: {{ y }}\n  c: {image: i}\n',
      }).map((w) => w.name.value),
    ).toEqual(['c']);
  });
});

describe('what the trade knows', () => {
  const connects = (body: string, more: Files = {}) =>
    unit(one(body, more)).connects.map(
      (c) => `${c.host.value}:${c.port.value.kind === 'number' ? c.port.value.number : '?'} ${c.class}`,
    );
  it.each([
    ['environment: {DATABASE_URL: "postgres://u:p@db:5432/x"}', ['db:5432 backend']],
    ['environment: {DATABASE_URL: "postgres://u:${PW}@db:5432/x"}', ['db:5432 backend']],
    ['environment: {DATABASE_URL: "postgres://u:${PW}@db/${NAME}"}', ['db:5432 backend']],
    ['environment: {DATABASE_URL: "postgres://u:p@${HOST}:5432/x"}', []],
    ['environment: {DATABASE_URL: "postgres://u:p@db${X}:5432/x"}', []],
    ['environment: {API_URL: "http://api:80${X}"}', []],
    ['environment: {API_URL: "http://api:${X}"}', []],
    ['environment: {API_URL: "http://api${X}"}', []],
    ['environment: {API_URL: "http://api:${P:-81}"}', ['api:81 other']],
    ['environment: {API_URL: "{{ url }}"}', []],
    ['environment: {DB_HOST: db, DB_PORT: "${P}"}', []],
    ['environment: {DB_HOST: db, DB_PORT: "${P:-1}"}', ['db:1 backend']],
    ['command: wait-for-it db:5432 -- run', ['db:5432 other']],
    ['command: wait-for-it db:${P} -- run', []],
    ['command: wait-for-it db:54${P} -- run', []],
    ['command: wait-for-it db:5432${P} -- run', []],
  ])('addresses: %s', (body, expected) => expect(connects(body)).toEqual(expected));

  it('pairs variables of a file and of the service', () => {
    expect(connects('env_file: x.env\nenvironment: {DB_PORT: 5433}', { 'x.env': 'DB_HOST=db' })).toEqual([
      'db:5433 backend',
    ]);
  });

  const listens = (files: Files) => unit(files).listens.map((l) => `${show(l.port)} ${l.level} ${l.by}`);
  it.each([
    ['environment: {ASPNETCORE_URLS: "http://+:8080"}', ['8080 2 ASPNETCORE_URLS']],
    ['environment: {PORT: "${P:-3000}"}', ['3000 3 PORT']],
    ['command: uvicorn app:app --host 0.0.0.0 --port 8000', ['8000 1 --port']],
    ['command: uvicorn app:app --port ${P:-8000}', ['8000 1 --port']],
    ['command: ["sh", "-c", "uvicorn app:app --port $$P"]\nenvironment: {P: 81}', ['81 1 --port']],
  ])('listeners: %s', (body, expected) => expect(listens(one(body))).toEqual(expected));

  it.each([
    ['environment: {PORT: "${P}"}'],
    ['environment: [PORT]'],
    ['command: uvicorn app:app --port ${P}'],
    ['command: uvicorn app:app --port 80${P}'],
    ['command: uvicorn app:app --port=${P}'],
  ])('no certain listener: %s', (body) => {
    expect(unit(one(body)).listens.filter((l) => !l.port.open)).toEqual([]);
  });

  it('moves Prometheus (trap: a flag against the image)', () => {
    const files = {
      'compose.yaml':
        'services: {a: {image: prom/prometheus, ports: ["9990:9990"], command: ["--web.listen-address=:9990"]}}',
    };
    expect(listens(files)).toEqual(['9990 1 --web.listen-address']);
  });

  it('keeps a second listener (trap: GRPC_PORT beside ASPNETCORE_URLS)', () => {
    const files = one('environment: ["ASPNETCORE_URLS=http://0.0.0.0:80", GRPC_PORT=81]');
    expect(listens(files)).toEqual(['80 2 ASPNETCORE_URLS', '81 3 GRPC_PORT']);
  });

  it('takes listeners of Kafka for its own (trap: 127.0.0.1 is right there)', () => {
    const files = {
      'compose.yaml':
        'services: {a: {image: confluentinc/cp-kafka, environment: {KAFKA_LISTENERS: "PLAINTEXT://0.0.0.0:29092,IN://0.0.0.0:9092", KAFKA_ADVERTISED_LISTENERS: "PLAINTEXT://127.0.0.1:29092,IN://kafka:9092"}}}',
    };
    expect(unit(files).connects.map((c) => c.class)).toEqual([
      'own-listener',
      'own-listener',
      'own-listener',
      'own-listener',
    ]);
    expect(listens(files).slice(0, 2)).toEqual(['29092 2 KAFKA_LISTENERS', '9092 2 KAFKA_LISTENERS']);
  });

  it('reads debuggers of an entrypoint (trap: 9229 is not in EXPOSE)', () => {
    const files = one('entrypoint: nodemon --inspect=0.0.0.0 server.js\nports: ["8081:80", "127.0.0.1:9229:9229"]');
    expect(unit(files).listens.map((l) => `${show(l.port)} ${l.purpose}`)).toEqual(['9229 debug']);
  });

  it.each([
    ['labels: ["traefik.http.services.a.loadbalancer.server.port=3000"]', ['traefik 3000']],
    ['labels: {traefik.http.services.a.loadbalancer.server.port: "${P:-3000}"}', ['traefik 3000']],
    ['deploy: {labels: {traefik.http.services.a.loadbalancer.server.port: 3000}}', ['traefik 3000']],
    ['labels: {caddy: x, caddy.reverse_proxy: "{{upstreams 8080}}"}', ['caddy 8080']],
    ['environment: {VIRTUAL_HOST: x, VIRTUAL_PORT: 81}', ['nginx-proxy 81']],
  ])('proxies: %s', (body, expected) => {
    expect(unit(one(body)).proxies.map((p) => `${p.proxy} ${p.port ? showPort(p.port.value) : ''}`)).toEqual(expected);
  });

  it('does not miss a port that a file of labels may tell', () => {
    const ports = (body: string) => unit(one(body)).proxies.map((p) => p.port);
    expect(ports('labels: ["traefik.enable=true"]')).toEqual([undefined]);
    expect(ports('labels: ["traefik.enable=true"]\nlabel_file: x.labels')).toEqual([]);
    expect(ports('labels: ["traefik.enable=true", {{ more }}]')).toEqual([]);
  });

  it('asks for the stage that is built (trap: EXPOSE of another stage)', () => {
    const { build } = unit({ 'compose.yaml': 'services: {a: {image: dev, build: {context: ., target: development}}}' });
    expect(build?.target?.value).toBe('development');
  });

  it('takes variables of .env into ports (trap: EXPOSE of a build argument)', () => {
    const files = one('ports: ["${CART_PORT}"]\nenvironment: [CART_PORT]', { '.env': 'CART_PORT=7070' });
    expect(unit(files).ports.map(port)).toEqual(['all none > 7070/tcp']);
    expect(unit(files).env[0]?.value?.text).toBe('7070');
  });
});

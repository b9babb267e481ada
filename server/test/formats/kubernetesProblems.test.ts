import { describe, expect, it } from 'vitest';
import { deployment, factsOf, fixed, problemFacts, problemsOf, service } from './kubernetesObjects';

const ports = (...items: string[]) => deployment(`ports:\n${items.map((i) => `- ${i}`).join('\n')}`);
const probe = (text: string) => deployment(`livenessProbe:\n  ${text}`);
const svc = (...items: string[]) => service(`ports:\n${items.map((i) => `- ${i}`).join('\n')}`);
const typed = (type: string, ...items: string[]) =>
  service(`type: ${type}\nports:\n${items.map((i) => `- ${i}`).join('\n')}`);

describe('numbers, names and protocols that the API server refuses', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['a port above the range', ports('containerPort: 70000'), ['invalid-port - | 70000']],
    ['port 0', ports('containerPort: 0'), ['invalid-port - | 0']],
    ['a negative port', svc('port: -1'), ['invalid-port - | -1']],
    ['a fraction', svc('port: 80.5'), ['invalid-port - | 80.5']],
    ['a name where only numbers go', ports('containerPort: http'), ['invalid-port - | http']],
    ['a port with its protocol', ports('containerPort: 53/udp'), ['invalid-port - | 53/udp']],
    ['a truth value', svc('port: true'), ['invalid-port - | true']],
    ['host port out of range', ports('{containerPort: 80, hostPort: 65536}'), ['invalid-port - | 65536']],
    ['target port out of range', svc('{port: 80, targetPort: 99999}'), ['invalid-port - | 99999']],
    ['probe port 0', probe('httpGet: {port: 0}'), ['invalid-port - | 0']],
    [
      'a quoted container port',
      ports('containerPort: "8080"'),
      ['quoted-port-number - | "8080" | safe "\\"8080\\"" → "8080"'],
    ],
    [
      'a quoted host port',
      ports("{containerPort: 80, hostPort: '80'}"),
      ['quoted-port-number - | \'80\' | safe "\'80\'" → "80"'],
    ],
    ['a quoted Service port', svc('port: "80"'), ['quoted-port-number - | "80" | safe "\\"80\\"" → "80"']],
    [
      'a quoted target port',
      svc('{port: 80, targetPort: "8080"}'),
      ['quoted-port-number - | "8080" | safe "\\"8080\\"" → "8080"'],
    ],
    [
      'a quoted node port',
      typed('NodePort', '{port: 80, nodePort: "30080"}'),
      ['quoted-port-number - | "30080" | safe "\\"30080\\"" → "30080"'],
    ],
    [
      'a quoted probe port (F-24)',
      probe('httpGet: {port: "8080"}'),
      ['quoted-port-number - | "8080" | safe "\\"8080\\"" → "8080"'],
    ],
    [
      'a quoted gRPC port',
      probe('grpc: {port: "9000"}'),
      ['quoted-port-number - | "9000" | safe "\\"9000\\"" → "9000"'],
    ],
    [
      'a quoted port of a hook',
      deployment('lifecycle:\n  preStop: {httpGet: {port: "8080"}}'),
      ['quoted-port-number - | "8080" | safe "\\"8080\\"" → "8080"'],
    ],
    ['quoted and out of range: nothing to write', svc('port: "99999"'), ['quoted-port-number - | "99999"']],
    ['a gRPC probe by name', probe('grpc: {port: grpc}'), ['service-port-name-required - | grpc']],
    ['a protocol in lower case', svc('{port: 53, protocol: udp}'), ['invalid-port - | udp | safe "udp" → "UDP"']],
    ['an application protocol', ports('{containerPort: 80, protocol: HTTP}'), ['invalid-port - | HTTP']],
    [
      'a name that is too long',
      ports('{containerPort: 80, name: prometheus-metrics}'),
      ['invalid-port-name - | prometheus-metrics | "prometheus-metrics" → "prometheus"'],
    ],
    [
      'a name with capitals, in its quotes',
      ports('{containerPort: 80, name: "HTTP"}'),
      ['invalid-port-name - | "HTTP" | "\\"HTTP\\"" → "\\"http\\""'],
    ],
    [
      'a name with an underscore, where it is looked up',
      svc('{port: 80, targetPort: http_web}'),
      ['invalid-port-name - | http_web | "http_web" → "http-web"'],
    ],
    [
      'a Service port name that is no DNS label',
      svc('{port: 80, name: http_web}'),
      ['invalid-port-name - | http_web | "http_web" → "http-web"'],
    ],
  ];
  it.each(cases)('%s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  const right: readonly [string, string][] = [
    ['host port 0, target port 0 and node port 0 are not set', ports('{containerPort: 80, hostPort: 0}')],
    ['the same in a Service', typed('NodePort', '{port: 80, targetPort: 0, nodePort: 0}')],
    ['the ends of the range', svc('{port: 1, name: a}', '{port: 65535, name: b}')],
    ['a whole number with a point', svc('port: 80.0')],
    [
      'Go template text',
      svc('{port: "{{ .port }}", targetPort: "{{ .target }}", name: "{{ .name }}", protocol: "{{ .p }}"}'),
    ],
    ['envsubst', svc('port: $PORT\n  targetPort: ${TARGET}\n  name: $NAME')],
    ['text that is broken', svc('{port: 70000, targetPort: ${TARGET}}')],
    [
      'placeholders of other kinds',
      ports(
        'containerPort: <port>',
        'containerPort: __PORT__',
        'containerPort: "%PORT%"',
        'containerPort: YOUR_PORT',
        'containerPort: "@port@"',
      ),
    ],
    ['a value that is being typed', ports('containerPort:')],
    [
      'a Service port name of 63 characters, or of digits',
      svc(`{port: 80, name: ${'a'.repeat(63)}}`, '{port: 81, name: "81"}'),
    ],
    ['an empty name', svc('{port: 80, name: ""}')],
    ['quoted ports in annotations and variables', deployment('env: [{name: PORT, value: "8080"}]')],
    ['TCP and UDP on one port', svc('{port: 53, name: a}', '{port: 53, protocol: UDP, name: b}')],
    [
      'a port of another kind of object',
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {servers: [{port: {number: "80"}}]}\n',
    ],
    [
      'a workload of an operator',
      'apiVersion: example.com/v1\nkind: App\nmetadata: {name: g}\nspec: {template: {spec: {containers: [{ports: [{containerPort: "80"}]}]}}}\n',
    ],
  ];
  it.each(right)('nothing: %s', (_name, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('the message says value, reason and way out', () => {
    expect(problemFacts(svc('{port: 80, targetPort: "8080"}'))[0]?.message).toBe(
      '`targetPort` is the text "8080", which stands for a port\'s name; a name needs a letter, so the API server refuses it. Write 8080 without quotes.',
    );
    expect(problemFacts(ports('containerPort: 70000'))[0]?.message).toBe(
      '`containerPort` is 70000, but ports are numbers from 1 to 65535; the API server refuses the object.',
    );
  });

  it('through an alias the fix is not safe: the anchor serves other places', () => {
    const text = deployment('env: [{name: PORT, value: &p "8080"}]\nports: [{containerPort: *p}]');
    expect(problemFacts(text)[0]?.fixes[0]?.safe).toBe(false);
  });
});

describe('names and ports that stand twice', () => {
  const two = (a: string, b: string, pod = '') =>
    deployment(`ports: [${a}]`, pod).replace(/(\n {6}- name: app)/, '$1') +
    `      - name: side\n        image: x\n        ports: [${b}]\n`;
  const cases: readonly [string, string, readonly string[]][] = [
    [
      'a name in one container',
      ports('{containerPort: 80, name: http}', '{containerPort: 81, name: http}'),
      ['invalid-port-name error | http'],
    ],
    [
      'a name in two containers',
      two('{containerPort: 80, name: http}', '{containerPort: 81, name: http}'),
      ['invalid-port-name warning | http'],
    ],
    [
      'a name for two protocols',
      two('{containerPort: 53, name: dns}', '{containerPort: 53, name: dns, protocol: UDP}'),
      [],
    ],
    [
      'a name in an ordinary init container',
      deployment(
        'ports: [{containerPort: 80, name: http}]',
        'initContainers: [{name: i, image: x, ports: [{containerPort: 80, name: http}]}]',
      ),
      [],
    ],
    [
      'a name in a native sidecar',
      deployment(
        'ports: [{containerPort: 80, name: http}]',
        'initContainers: [{name: i, image: x, restartPolicy: Always, ports: [{containerPort: 81, name: http}]}]',
      ),
      ['invalid-port-name warning | http'],
    ],
    [
      'a port in one container',
      ports('containerPort: 80', 'containerPort: 80'),
      ['duplicate-port warning | 80 | "        - containerPort: 80\\n" → ""'],
    ],
    ['a port for two protocols', ports('containerPort: 53', '{containerPort: 53, protocol: UDP}'), []],
    ['a port on two host ports', ports('{containerPort: 80, hostPort: 80}', '{containerPort: 80, hostPort: 8080}'), []],
    [
      'a host port on two addresses',
      ports(
        '{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}',
        '{containerPort: 80, hostPort: 80, hostIP: 10.0.0.2}',
      ),
      [],
    ],
    [
      'a host port in two containers',
      two('{containerPort: 80, hostPort: 80}', '{containerPort: 81, hostPort: 80}'),
      ['duplicate-port error | 81'],
    ],
    ['a port in two containers is for another rule', two('{containerPort: 80}', '{containerPort: 80}'), []],
    [
      'but not with the host network',
      two('{containerPort: 80}', '{containerPort: 80}', 'hostNetwork: true'),
      ['duplicate-port error | 80'],
    ],
    [
      'a port of a Service',
      svc('{port: 80, name: a}', '{port: 80, name: b, targetPort: 8080}'),
      ['duplicate-port error | 80 | "  - {port: 80, name: b, targetPort: 8080}\\n" → ""'],
    ],
    ['a name of a Service', svc('{port: 80, name: a}', '{port: 81, name: a}'), ['invalid-port-name - | a']],
    [
      'a node port of a Service',
      typed('NodePort', '{port: 80, name: a, nodePort: 30080}', '{port: 81, name: b, nodePort: 30080}'),
      ['nodeport-invalid - | 30080'],
    ],
    [
      'a node port for two protocols',
      typed('NodePort', '{port: 80, name: a, nodePort: 30080}', '{port: 80, name: b, protocol: UDP, nodePort: 30080}'),
      [],
    ],
  ];
  it.each(cases)('%s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('both places are told', () => {
    expect(problemFacts(svc('{port: 80, name: a}', '{port: 80, name: b}'))[0]?.related).toHaveLength(1);
  });

  it('what is written only once a part is whole is left alone in parts', () => {
    const patch =
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n  - port: 80\n  - port: 81\n  - port: "82"\n';
    expect(factsOf(patch, true).flatMap((f) => (f.kind === 'problem' ? [f.rule] : []))).toEqual(['quoted-port-number']);
    expect(problemsOf(patch).length).toBeGreaterThan(1);
  });
});

describe('names that a Service of several ports needs (F3)', () => {
  it('asks for each that is missing', () => {
    const text = svc('port: 80', '{port: 443, name: https}', '{port: 8080, targetPort: admin}');
    expect(problemsOf(text).map((p) => p.split(' | ')[0])).toEqual([
      'service-port-name-required -',
      'service-port-name-required -',
    ]);
    expect(problemFacts(text)[0]?.message).toBe(
      'This Service has 3 ports, so each needs a `name`, and this one has none; the API server refuses the Service.',
    );
  });

  it.each([
    ['block', svc('port: 80', '{port: 443, name: https}'), '  - name: http\n    port: 80\n'],
    ['flow', svc('{port: 8080}', '{port: 443, name: https}'), '  - {name: tcp-8080, port: 8080}\n'],
    [
      "the target's name",
      svc('{port: 8080, targetPort: admin}', '{port: 443, name: https}'),
      '{name: admin, port: 8080, targetPort: admin}',
    ],
    ['a name that is taken', svc('port: 80', '{port: 443, name: http}'), '  - name: tcp-80\n    port: 80\n'],
    ['an empty name', svc('{name: "", port: 80}', '{port: 443, name: https}'), '{name: http, port: 80}'],
  ])('names it: %s', (_name, text, expected) => {
    expect(fixed(text)).toContain(expected);
    expect(problemsOf(fixed(text))).toEqual([]);
  });

  it('keeps the line ends of the file', () => {
    expect(fixed(svc('port: 80', '{port: 443, name: https}').replace(/\n/g, '\r\n'))).toContain(
      '  - name: http\r\n    port: 80\r\n',
    );
  });

  it('writes JSON into JSON', () => {
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: {}, ports: [{ port: 80 }, { port: 443, name: 'https' }] },
    });
    expect(JSON.parse(fixed(text)).spec.ports[0]).toEqual({ name: 'http', port: 80 });
  });

  it.each([
    ['a single port', svc('port: 80')],
    ['names that are filled in later', svc('{port: 80, name: "{{ a }}"}', '{port: 81, name: $B}')],
  ])('nothing: %s', (_name, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('node ports (F7)', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['without a type', svc('{port: 80, nodePort: 30080}'), ['nodeport-invalid error | 30080']],
    [
      'of a ClusterIP',
      typed('ClusterIP', 'port: 80\n  nodePort: 30080 # edge'),
      ['nodeport-invalid error | 30080 | "    nodePort: 30080 # edge\\n" → ""'],
    ],
    [
      'of an ExternalName',
      service('type: ExternalName\nexternalName: x.example.com\nports: [{port: 80, nodePort: 30080}]'),
      ['nodeport-invalid warning | 30080'],
    ],
    ['below the range', typed('NodePort', '{port: 80, nodePort: 8080}'), ['nodeport-invalid warning | 8080']],
    [
      'above the range, of a load balancer',
      typed('LoadBalancer', '{port: 80, nodePort: 32768}'),
      ['nodeport-invalid warning | 32768'],
    ],
    ['no port at all', typed('NodePort', '{port: 80, nodePort: 70000}'), ['invalid-port - | 70000']],
    [
      'the ends of the range',
      typed('NodePort', '{port: 80, name: a, nodePort: 30000}', '{port: 81, name: b, nodePort: 32767}'),
      [],
    ],
    ['a type that is filled in later', typed('"{{ .type }}"', '{port: 80, nodePort: 8080}'), []],
    ['a node port that is filled in later', svc('{port: 80, nodePort: "{{ .port }}"}'), []],
    [
      'a health check without what needs it',
      typed('LoadBalancer', 'port: 80').replace('  type', '  healthCheckNodePort: 30000\n  type'),
      ['nodeport-invalid - | 30000 | "  healthCheckNodePort: 30000\\n" → ""'],
    ],
    [
      'a health check with it',
      typed('LoadBalancer', 'port: 80').replace(
        '  type',
        '  externalTrafficPolicy: Local\n  healthCheckNodePort: 30000\n  type',
      ),
      [],
    ],
  ];
  it.each(cases)('%s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});

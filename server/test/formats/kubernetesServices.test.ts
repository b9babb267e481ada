import { describe, expect, it } from 'vitest';
import { kubernetes } from '../../src/formats/kubernetes/index';
import { cited, plain, service, serviceOf, shown } from './kubernetesObjects';

describe('Services (§3.5)', () => {
  it('ports with their defaults, each at its place', () => {
    const text = service(
      'type: NodePort\nports:\n- {name: http, port: 80, targetPort: web, nodePort: 30080, appProtocol: http}\n- {name: dns, port: 53, protocol: UDP}',
    );
    const s = serviceOf(text);
    expect(
      s.ports.map((p) => [p.name?.value, shown(p.port), shown(p.targetPort), shown(p.nodePort), p.protocol]),
    ).toEqual([
      ['http', '80', 'web', '30080', 'tcp'],
      ['dns', '53', '-', '-', 'udp'],
    ]);
    expect(s.ports[0]?.appProtocol?.value).toBe('http');
    expect(cited(text, s.ports[0]?.targetPort?.alternatives[0]?.site)).toBe('web');
    expect(cited(text, s.ports[0]?.site)).toMatch(/^\{name: http.*\}$/);
    expect(s).toMatchObject({ id: 'kubernetes/Service//web', type: 'NodePort', headless: false, fragment: false });
    expect(cited(text, s.typeSite)).toBe('NodePort');
    expect(plain(s.selector)).toEqual({ app: 'web' });
  });

  it.each([
    ['0 and empty text are no target port', '{port: 80, targetPort: 0}', '-'],
    ['the same for text', '{port: 80, targetPort: ""}', '-'],
    ['quoted: what was meant', '{port: 80, targetPort: "8080"}', '8080'],
    ['template text', '{port: 80, targetPort: "{{ x }}"}', '?'],
    ['a placeholder in capitals', '{port: 80, targetPort: TARGET_PORT}', '?'],
    ['out of range', '{port: 80, targetPort: 99999}', '?'],
  ])('%s', (_name, item, target) => {
    expect(shown(serviceOf(service(`ports:\n- ${item}`)).ports[0]?.targetPort)).toBe(target);
  });

  it.each([
    ['headless', 'clusterIP: None\nports: [{port: 80}]', { headless: true, fragment: false, type: 'ClusterIP' }],
    ['headless by the list', 'clusterIPs: [None]\nports: [{port: 80}]', { headless: true }],
    ['headless without ports (of a StatefulSet)', 'clusterIP: None', { headless: true, fragment: false }],
    ['ExternalName', 'type: ExternalName\nexternalName: db.example.com', { type: 'ExternalName', fragment: false }],
    [
      'a type that is filled in later',
      'type: "{{ .type }}"\nports: [{port: 80}]',
      { type: 'unknown', open: { because: expect.any(String) } },
    ],
    ['no ports (trap DV14)', 'type: LoadBalancer', { fragment: true }],
    ['an empty list of ports', 'ports: []', { fragment: true }],
    ['a port that is filled in later', 'ports: [{port: "${PORT}"}]', { open: { because: expect.any(String) } }],
    ['ports that are template text', 'ports: "{{ .ports }}"', { open: { because: expect.any(String) } }],
    ['a patch directive in the list', 'ports: [{port: 80}, {$patch: delete, port: 81}]', { fragment: true }],
  ])('%s', (_name, spec, expected) => {
    expect(serviceOf(service(spec))).toMatchObject(expected);
  });

  it('without selector: endpoints are made by hand, the Service is whole', () => {
    const s = serviceOf(service('ports: [{port: 80}]').replace('  selector: {app: web}\n', ''));
    expect(s.fragment).toBe(false);
    expect(s.selector.size).toBe(0);
  });

  it('a selector that is filled in later leaves the Service open', () => {
    const s = serviceOf(service('ports: [{port: 80}]').replace('{app: web}', '{app: "$APP", tier: x}'));
    expect(s.open).toBeDefined();
    expect(plain(s.selector)).toEqual({ tier: 'x' });
  });

  it('a selector of a label that a controller sets is kept as it is (trap DV22)', () => {
    const s = serviceOf(
      service('ports: [{port: 6379}]').replace('{app: web}', '{statefulset.kubernetes.io/pod-name: redis-0}'),
    );
    expect(plain(s.selector)).toEqual({ 'statefulset.kubernetes.io/pod-name': 'redis-0' });
  });

  it('what exposure is judged by: addresses, ranges, class, annotations', () => {
    const s = serviceOf(
      service(
        'type: LoadBalancer\nexternalIPs: [192.0.2.1]\nloadBalancerSourceRanges: [10.0.0.0/8]\nloadBalancerClass: example.com/internal\nports: [{port: 80}]',
      ).replace(
        '  name: web\n',
        '  name: web\n  annotations: {service.beta.kubernetes.io/aws-load-balancer-internal: "true", prometheus.io/port: "9090"}\n',
      ),
    );
    expect(s.externalIps.map((x) => x.value)).toEqual(['192.0.2.1']);
    expect(s.sourceRanges.map((x) => x.value)).toEqual(['10.0.0.0/8']);
    expect(s.loadBalancerClass?.value).toBe('example.com/internal');
    expect(plain(s.annotations)).toEqual({
      'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
      'prometheus.io/port': '9090',
    });
  });

  it('source ranges by annotation, where the field is absent', () => {
    const text = service('type: LoadBalancer\nports: [{port: 80}]').replace(
      '  name: web\n',
      '  name: web\n  annotations:\n    service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8, 192.168.0.0/16"\n',
    );
    expect(serviceOf(text).sourceRanges.map((r) => [r.value, cited(text, r.site)])).toEqual([
      ['10.0.0.0/8', '10.0.0.0/8'],
      ['192.168.0.0/16', '192.168.0.0/16'],
    ]);
  });

  it('JSON', () => {
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
    });
    const s = serviceOf(text);
    expect(s.id).toBe('kubernetes/Service/shop/web');
    expect([shown(s.ports[0]?.port), shown(s.ports[0]?.targetPort)]).toEqual(['80', 'http']);
    expect(cited(text, s.ports[0]?.targetPort?.alternatives[0]?.site)).toBe('http');
  });
});

describe('files that may hold Kubernetes objects', () => {
  it.each([
    ['k8s/web.yaml', true],
    ['web.YML', true],
    ['web.json', true],
    ['base/Kustomization', true],
    ['package.json', false],
    ['a/tsconfig.build.json', false],
    ['pnpm-lock.yaml', false],
    ['.vscode/settings.json', false],
    ['Dockerfile', false],
  ])('%s: %s', (path, expected) => {
    expect(kubernetes.detect(`file:///w/${path}`)).toBe(expected);
  });
});

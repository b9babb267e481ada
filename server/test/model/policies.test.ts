import { describe, expect, test } from 'vitest';
import type { Protocol } from '../../src/facts';
import { linkContext } from '../../src/model/link';
import type { ContextModel, Workload } from '../../src/model/model';
import { allows, isIsolated, OUTSIDE, policyIndex, selectionsOf } from '../../src/model/policies';
import { factsOf } from '../formats/kubernetesObjects';

/** A Deployment `name` in a namespace with labels `app`, `tier` and ports like `8080:http`. */
function pod(name: string, namespace: string, ports: readonly string[] = [], spec = ''): string {
  const items = ports.map((p) => {
    const [number, port, protocol = 'TCP'] = p.split(':');
    return `{ containerPort: ${number}, ${port ? `name: ${port}, ` : ''}protocol: ${protocol} }`;
  });
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, tier: ${name}s } }
    spec:
      ${spec}
      containers: [{ name: app, image: shop/app:1, ports: [${items.join(', ')}] }]
`;
}

function policy(namespace: string, spec: string, name = 'p'): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec:
${spec.trimEnd().replace(/^/gm, '  ')}
`;
}

function other(head: string, namespace: string | undefined, spec: string, name = 'x'): string {
  const [apiVersion, kind] = head.split(' ');
  const space = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${space} }\nspec:\n${spec.trimEnd().replace(/^/gm, '  ')}\n`;
}

function modelOf(...documents: readonly string[]): ContextModel {
  const context = {
    id: 'c',
    stack: 'manifests',
    name: 'c',
    directory: 'file:///w',
    role: 'neutral' as const,
    quiet: false,
  };
  return linkContext(context, factsOf(documents.join('---\n')), { built: () => undefined, named: () => undefined });
}

function find(model: ContextModel, name: string): Workload | typeof OUTSIDE {
  return model.workloads.find((w) => w.fact.name.value === name) ?? OUTSIDE;
}

/** `web>api:8080/tcp` as yes, no or unknown, with the policy that says so. */
function ask(model: ContextModel, question: string): string {
  const [ends, port] = question.split(':');
  const [from, to] = (ends as string).split('>');
  const [number, protocol = 'tcp'] = (port as string).split('/');
  const end = (name: string | undefined) => find(model, name ?? '');
  const verdict = allows(policyIndex(model), end(from), end(to), Number(number), protocol as Protocol);
  const by = verdict.object ? ` by ${verdict.object.fact.name.value} ${verdict.direction}` : '';
  return `${verdict.answer}${by}`;
}

const WEB = pod('web', 'shop');
const API = pod('api', 'shop', ['8080:http', '9090:metrics', '53:dns:UDP']);
const DB = pod('db', 'data', ['5432']);

describe('NetworkPolicy', () => {
  test('a pod that no policy selects is open', () => {
    const model = modelOf(WEB, API, policy('shop', 'podSelector: { matchLabels: { app: nobody } }'));
    expect(ask(model, 'web>api:8080')).toBe('yes');
    expect(isIsolated(policyIndex(model), model.workloads[1] as Workload, 'ingress')).toBe('no');
  });

  test('a policy without rules closes, and only for its direction', () => {
    const model = modelOf(WEB, API, policy('shop', 'podSelector: { matchLabels: { app: api } }', 'deny'));
    expect(ask(model, 'web>api:8080')).toBe('no by deny ingress');
    expect(ask(model, 'api>web:80')).toBe('yes');
    expect(isIsolated(policyIndex(model), model.workloads[1] as Workload, 'ingress')).toBe('yes');
    expect(isIsolated(policyIndex(model), model.workloads[1] as Workload, 'egress')).toBe('no');
  });

  test('an empty rule lets everyone in, outsiders too', () => {
    const model = modelOf(WEB, API, policy('shop', 'podSelector: {}\ningress: [{}]'));
    expect(ask(model, 'web>api:8080')).toBe('yes by p ingress');
    expect(ask(model, 'nobody>api:8080')).toBe('yes by p ingress');
  });

  test('policies add up', () => {
    const deny = policy('shop', 'podSelector: {}', 'deny');
    const allow = policy(
      'shop',
      'podSelector: { matchLabels: { app: api } }\ningress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }]',
      'allow',
    );
    const model = modelOf(WEB, API, DB, deny, allow);
    expect(ask(model, 'web>api:8080')).toBe('yes by allow ingress');
    expect(ask(model, 'web>api:9090')).toBe('no by deny ingress');
    expect(ask(model, 'db>api:8080')).toBe('no by deny ingress');
    expect(ask(model, 'nobody>api:8080')).toBe('no by deny ingress');
  });

  test('both ends have to agree', () => {
    const out = policy(
      'shop',
      'podSelector: { matchLabels: { app: web } }\npolicyTypes: [Egress]\negress: [{ ports: [{ port: 53, protocol: UDP }] }]',
      'out',
    );
    const model = modelOf(WEB, API, out);
    expect(ask(model, 'web>api:8080')).toBe('no by out egress');
    expect(ask(model, 'web>api:53/udp')).toBe('yes by out egress');
    expect(ask(model, 'web>api:53/tcp')).toBe('no by out egress');
  });

  test.each([
    ['{ port: 8080 }', 'yes', 'no', 'no'],
    ['{ port: http }', 'yes', 'no', 'no'],
    ['{ port: 8000, endPort: 9100 }', 'yes', 'yes', 'no'],
    ['{ protocol: TCP }', 'yes', 'yes', 'no'],
    ['{ port: dns, protocol: UDP }', 'no', 'no', 'yes'],
    ['{ port: dns }', 'no', 'no', 'no'],
    ['{ port: nope }', 'no', 'no', 'no'],
    ['{ port: $PORT }', 'unknown', 'unknown', 'unknown'],
  ])('port %s', (port, http, metrics, dns) => {
    const model = modelOf(WEB, API, policy('shop', `podSelector: {}\ningress: [{ ports: [${port}] }]`));
    const answers = ['8080', '9090', '53/udp'].map((p) => ask(model, `web>api:${p}`).split(' ')[0]);
    // What is filled in later still has a protocol, which is TCP where none is written.
    const expected = port.includes('$') ? [http, metrics, 'no'] : [http, metrics, dns];
    expect(answers).toEqual(expected);
  });

  test.each([
    ['{ podSelector: {} }', 'yes', 'no'],
    ['{ namespaceSelector: {} }', 'yes', 'yes'],
    ['{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: data } } }', 'no', 'yes'],
    ['{ namespaceSelector: { matchLabels: { team: data } } }', 'unknown', 'yes'],
    ['{ namespaceSelector: { matchLabels: { team: other } } }', 'unknown', 'no'],
    ['{ namespaceSelector: {}, podSelector: { matchLabels: { app: db } } }', 'no', 'yes'],
    ['{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [web, db] }] } }', 'yes', 'no'],
    ['{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] } }', 'no', 'no'],
    ['{ ipBlock: { cidr: 10.0.0.0/8 } }', 'unknown', 'unknown'],
    ['{ ipBlock: { cidr: 203.0.113.0/24 } }', 'no', 'no'],
  ])('peer %s', (peer, web, db) => {
    const data = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: data, labels: { team: data } }\n';
    const model = modelOf(
      WEB,
      API,
      DB,
      data,
      policy('shop', `podSelector: { matchLabels: { app: api } }\ningress: [{ from: [${peer}] }]`),
    );
    expect(['web', 'db'].map((p) => ask(model, `${p}>api:8080`).split(' ')[0])).toEqual([web, db]);
  });

  test('outsiders come in by addresses only', () => {
    const to = (cidr: string) =>
      modelOf(API, policy('shop', `podSelector: {}\ningress: [{ from: [{ ipBlock: ${cidr} }, { podSelector: {} }] }]`));
    expect(ask(to('{ cidr: 0.0.0.0/0 }'), 'nobody>api:8080')).toBe('yes by p ingress');
    expect(ask(to('{ cidr: 0.0.0.0/0, except: [10.0.0.0/8] }'), 'nobody>api:8080')).toBe('unknown by p ingress');
    expect(ask(to('{ cidr: 198.51.100.0/24 }'), 'nobody>api:8080')).toBe('unknown by p ingress');
  });

  test('a namespace that is written on one side alone is not known to be the same', () => {
    const model = modelOf(WEB, API, policy('shop', 'podSelector: {}').replace(', namespace: shop', ''));
    expect(ask(model, 'web>api:8080')).toBe('unknown by p ingress');
    expect(selectionsOf(policyIndex(model), model.workloads[1] as Workload).map((s) => s.sure)).toEqual([false]);
  });

  test('pods on the network of their node are beyond policies', () => {
    const node = pod('agent', 'shop', ['9100'], 'hostNetwork: true');
    const model = modelOf(
      WEB,
      API,
      node,
      policy('shop', 'podSelector: {}\ningress: [{ from: [{ podSelector: {} }] }]'),
    );
    expect(ask(model, 'web>agent:9100')).toBe('yes');
    expect(ask(model, 'agent>api:8080')).toBe('unknown by p ingress');
  });
});

describe('other policies', () => {
  test('Cilium: the same sum, and what is denied is denied', () => {
    const rules = `endpointSelector: { matchLabels: { app: api } }
ingress:
  - fromEndpoints: [{ matchLabels: { k8s:app: web } }]
    toPorts: [{ ports: [{ port: "8080" }, { port: metrics, protocol: TCP }] }]
ingressDeny:
  - fromEndpoints: [{}]
    toPorts: [{ ports: [{ port: "9090" }] }]`;
    const model = modelOf(WEB, API, DB, other('cilium.io/v2 CiliumNetworkPolicy', 'shop', rules));
    expect(ask(model, 'web>api:8080')).toBe('yes by x ingress');
    expect(ask(model, 'web>api:9090')).toBe('no by x ingress');
    expect(ask(model, 'db>api:8080')).toBe('no by x ingress');
  });

  test('Cilium: namespaces are labels, an empty rule closes, default deny can be switched off', () => {
    const from = (rule: string, more = '') =>
      modelOf(
        WEB,
        API,
        DB,
        other('cilium.io/v2 CiliumNetworkPolicy', 'shop', `endpointSelector: {}\n${more}\ningress: [${rule}]`),
      );
    expect(
      ask(from('{ fromEndpoints: [{ matchLabels: { k8s:io.kubernetes.pod.namespace: data } }] }'), 'db>api:8080'),
    ).toBe('yes by x ingress');
    expect(ask(from('{}'), 'web>api:8080')).toBe('no by x ingress');
    expect(ask(from('{}', 'enableDefaultDeny: { ingress: false }'), 'web>api:8080')).toBe('yes');
    expect(ask(from('{ fromEntities: [all] }'), 'db>api:8080')).toBe('yes by x ingress');
    expect(ask(from('{ fromEntities: [kube-apiserver] }'), 'db>api:8080')).toBe('unknown by x ingress');
  });

  test('Calico: the first rule that matches decides', () => {
    const first = `order: 10\nselector: app == 'api'\ningress: [{ action: Deny, protocol: TCP, source: { selector: app == 'db', namespaceSelector: all() }, destination: { ports: [8080] } }]`;
    const second = `order: 20\nselector: all()\ningress: [{ action: Allow, protocol: TCP, destination: { ports: ["8000:8100"] } }]`;
    const model = modelOf(
      WEB,
      API,
      DB,
      other('projectcalico.org/v3 NetworkPolicy', 'shop', second, 'second'),
      other('projectcalico.org/v3 NetworkPolicy', 'shop', first, 'first'),
    );
    expect(ask(model, 'db>api:8080')).toBe('no by first ingress');
    expect(ask(model, 'web>api:8080')).toBe('yes by second ingress');
    expect(ask(model, 'web>api:9090')).toMatch(/^no/);
  });

  test('administrators come first, then NetworkPolicies, then the baseline', () => {
    const admin = (kind: string, action: string, order: string) =>
      other(
        `policy.networking.k8s.io/v1alpha1 ${kind}`,
        undefined,
        `${order}\nsubject: { namespaces: {} }\ningress: [{ action: ${action}, from: [{ namespaces: {} }], ports: [{ portNumber: { port: 8080 } }] }]`,
        action,
      );
    const open = policy('shop', 'podSelector: {}\ningress: [{}]');
    expect(ask(modelOf(WEB, API, open, admin('AdminNetworkPolicy', 'Deny', 'priority: 5')), 'web>api:8080')).toBe(
      'no by Deny ingress',
    );
    expect(ask(modelOf(WEB, API, open, admin('AdminNetworkPolicy', 'Pass', 'priority: 5')), 'web>api:8080')).toBe(
      'yes by p ingress',
    );
    expect(ask(modelOf(WEB, API, open, admin('BaselineAdminNetworkPolicy', 'Deny', '')), 'web>api:8080')).toBe(
      'yes by p ingress',
    );
    expect(ask(modelOf(WEB, API, admin('BaselineAdminNetworkPolicy', 'Deny', '')), 'web>api:8080')).toBe(
      'no by Deny ingress',
    );
    expect(ask(modelOf(WEB, API, admin('BaselineAdminNetworkPolicy', 'Deny', '')), 'web>api:9090')).toBe('yes');
  });

  test('proxies look at more than packets: what they may refuse is unknown', () => {
    const allow = (rules: string) =>
      modelOf(
        WEB,
        API,
        other(
          'security.istio.io/v1 AuthorizationPolicy',
          'shop',
          `selector: { matchLabels: { app: api } }\nrules: ${rules}`,
        ),
      );
    expect(ask(allow('[{ to: [{ operation: { ports: ["8080"] } }] }]'), 'web>api:8080')).toBe('yes');
    expect(ask(allow('[{ to: [{ operation: { ports: ["9090"] } }] }]'), 'web>api:8080')).toBe('unknown by x ingress');
    expect(ask(allow('[{ to: [{ operation: { methods: [GET] } }] }]'), 'web>api:8080')).toBe('unknown by x ingress');
  });
});

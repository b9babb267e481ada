import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { single } from '../../src/facts';
import { cited, deployment, factsOf, plain, shown, workloadOf, URI } from './kubernetesObjects';

const unit = (text: string, index = 0) => {
  const found = workloadOf(text).units[index];
  if (!found) throw new Error('no unit');
  return found;
};

describe('sources of pod templates (§3.1)', () => {
  const spec = 'spec: {containers: [{name: a, image: x, ports: [{containerPort: 80}]}]}';
  const template = `template: {metadata: {labels: {app: web}}, ${spec}}`;
  const cases: readonly [string, string, string][] = [
    ['v1', 'Pod', `metadata: {name: web, labels: {app: web}}\n${spec}`],
    ['v1', 'ReplicationController', `metadata: {name: web}\nspec: {${template}}`],
    ['apps/v1', 'Deployment', `metadata: {name: web}\nspec: {selector: {}, ${template}}`],
    ['apps/v1', 'StatefulSet', `metadata: {name: web}\nspec: {selector: {}, ${template}}`],
    ['apps/v1', 'DaemonSet', `metadata: {name: web}\nspec: {selector: {}, ${template}}`],
    ['apps/v1', 'ReplicaSet', `metadata: {name: web}\nspec: {selector: {}, ${template}}`],
    ['extensions/v1beta1', 'Deployment', `metadata: {name: web}\nspec: {${template}}`],
    ['apps/v1beta2', 'Deployment', `metadata: {name: web}\nspec: {${template}}`],
    ['batch/v1', 'Job', `metadata: {name: web}\nspec: {${template}}`],
    ['batch/v1', 'CronJob', `metadata: {name: web}\nspec: {jobTemplate: {spec: {${template}}}}`],
    ['argoproj.io/v1alpha1', 'Rollout', `metadata: {name: web}\nspec: {${template}}`],
    ['apps.openshift.io/v1', 'DeploymentConfig', `metadata: {name: web}\nspec: {${template}}`],
  ];
  it.each(cases)('%s %s', (apiVersion, kind, body) => {
    const workload = workloadOf(`apiVersion: ${apiVersion}\nkind: ${kind}\n${body}\n`);
    expect(workload).toMatchObject({
      id: `kubernetes/${kind}//web`,
      objectKind: kind,
      platform: 'kubernetes',
      fragment: false,
      network: { kind: 'own' },
    });
    expect(plain(workload.labels)).toEqual({ app: 'web' });
    expect(workload.units.map((u) => shown(u.ports[0]?.container))).toEqual(['80']);
  });

  it('a kind known by its shape only is never whole', () => {
    expect(
      workloadOf(`apiVersion: apps.kruise.io/v1alpha1\nkind: CloneSet\nmetadata: {name: web}\nspec: {${template}}\n`)
        .fragment,
    ).toBe(true);
  });

  it.each([
    [
      'a Rollout that points to a Deployment',
      'argoproj.io/v1alpha1',
      'Rollout',
      'metadata: {name: web}\nspec: {workloadRef: {kind: Deployment, name: web}}',
    ],
    ['no selector where the API asks for one', 'apps/v1', 'Deployment', `metadata: {name: web}\nspec: {${template}}`],
    [
      'a container without an image',
      'apps/v1',
      'Deployment',
      `metadata: {name: web}\nspec: {selector: {}, template: {spec: {containers: [{name: a}]}}}`,
    ],
    ['no containers', 'apps/v1', 'Deployment', `metadata: {name: web}\nspec: {replicas: 3}`],
    ['a patch directive', 'v1', 'Pod', `$patch: delete\nmetadata: {name: web}\n${spec}`],
    ['no name', 'v1', 'Pod', spec],
    ['labels that are filled in later', 'v1', 'Pod', `metadata: {name: web, labels: {app: "$APP"}}\n${spec}`],
  ])('is a part: %s', (_name, apiVersion, kind, body) => {
    expect(workloadOf(`apiVersion: ${apiVersion}\nkind: ${kind}\n${body}\n`).fragment).toBe(true);
  });

  it.each([['PodTemplate', 'v1', 'PodTemplate', `metadata: {name: web}\n${template}`]])(
    'is not read: %s',
    (_name, apiVersion, kind, body) => {
      expect(factsOf(`apiVersion: ${apiVersion}\nkind: ${kind}\n${body}\n`)).toEqual([]);
    },
  );

  it('names and namespaces', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "web"\n  namespace: shop\nspec: {containers: [{name: a, image: x}]}\n';
    const workload = workloadOf(text);
    expect(workload.id).toBe('kubernetes/Pod/shop/web');
    expect(cited(text, workload.name.site)).toBe('web');
    expect(workload.namespace?.value).toBe('shop');
    const generated = workloadOf(text.replace('name: "web"', 'generateName: web-'));
    expect(generated).toMatchObject({ id: `kubernetes/Pod/shop/@${URI}#0`, name: { value: 'web-' }, fragment: false });
  });

  it('replicas, service links, host network', () => {
    const text = deployment('', 'hostNetwork: true\nenableServiceLinks: false').replace(
      'spec:\n',
      'spec:\n  replicas: 3\n',
    );
    const workload = workloadOf(text);
    expect(single(workload.replicas)?.value).toBe(3);
    expect(workload.serviceLinks).toBe(false);
    expect(workload.network).toMatchObject({ kind: 'host' });
    expect(workloadOf(deployment('', 'hostNetwork: "{{ x }}"')).network.kind).toBe('unknown');
    expect(workloadOf(deployment('')).serviceLinks).toBeUndefined();
  });
});

describe('containers and their ports (§3.2)', () => {
  it('main, native sidecars, ordinary init containers; never ephemeral ones', () => {
    const text = deployment(
      '',
      'initContainers:\n- {name: once, image: x}\n- {name: always, image: x, restartPolicy: Always}\nephemeralContainers:\n- {name: debug, image: x}',
    );
    expect(workloadOf(text).units.map((u) => `${u.name.value} ${u.role}`)).toEqual([
      'app main',
      'once init',
      'always sidecar',
    ]);
  });

  it('number, protocol, name, host port and address, each at its place', () => {
    const text = deployment(
      'ports:\n- containerPort: 5353\n  protocol: UDP\n  name: dns\n  hostPort: 53\n  hostIP: 10.0.0.1',
    );
    const port = unit(text).ports[0];
    expect(shown(port?.container)).toBe('5353');
    expect(cited(text, port?.container.alternatives[0]?.site)).toBe('5353');
    expect(port).toMatchObject({ protocol: 'udp', form: 'object', by: '`containerPort`', name: { value: 'dns' } });
    expect(cited(text, port?.protocolSite)).toBe('UDP');
    expect(shown(port?.publish?.host)).toBe('53');
    expect(port?.publish?.hostIp?.alternatives[0]?.value).toBe('10.0.0.1');
  });

  it('with the host network every container port is a port of the node, implied', () => {
    const text = deployment('ports:\n- containerPort: 9100\n- containerPort: 80\n  hostPort: 80', 'hostNetwork: true');
    const [first, second] = unit(text).ports;
    expect(shown(first?.publish?.host)).toBe('9100');
    expect(first?.publish?.host?.alternatives[0]?.origins[0]).toMatchObject({
      kind: 'implied',
      because: expect.stringContaining('hostNetwork'),
    });
    expect(cited(text, second?.publish?.site)).toBe('80');
  });

  it.each([
    ['0 is no host port', '80', 'hostPort: 0', '80', '-'],
    ['a placeholder', '"{{ .port }}"', '', '?', '-'],
    ['envsubst', '${PORT}', '', '?', '-'],
    ['outside of the range', '70000', '', '?', '-'],
    ['quoted: what was meant', '"80"', '', '80', '-'],
    ['a fraction that is none', '80.0', '', '80', '-'],
    ['underscores', '8_080', '', '8080', '-'],
    ['octal to some', '0080', '', '?', '-'],
    ['hexadecimal', '0x50', '', '80', '-'],
    ['a protocol that is filled in later', '80', 'protocol: "{{ p }}"', '?', '-'],
  ])('%s', (_name, number, more, container, host) => {
    const port = unit(deployment(`ports:\n- containerPort: ${number}\n  ${more}`)).ports[0];
    expect(shown(port?.container)).toBe(container);
    expect(shown(port?.publish?.host)).toBe(host);
  });

  it('an item without a number is no port', () => {
    expect(unit(deployment('ports:\n- name: http\n- containerPort:\n- 80')).ports).toEqual([]);
  });

  it('image: known by its name also with a placeholder in the tag', () => {
    expect(single(unit(deployment('')).image)?.value).toBe('shop/app:1');
    expect(single(unit(deployment('').replace('shop/app:1', 'postgres:${TAG}')).image)).toMatchObject({
      value: 'postgres:${TAG}',
      certainty: 'high',
    });
    expect(unit(deployment('').replace('shop/app:1', '"{{ .image }}"')).image?.open).toBeDefined();
  });

  it('user, capabilities, the sysctl that frees low ports', () => {
    const own = unit(
      deployment(
        'securityContext:\n  runAsUser: 1000\n  capabilities: {add: [NET_BIND_SERVICE]}',
        'securityContext:\n  runAsUser: 0\n  runAsNonRoot: true',
      ),
    );
    expect(own).toMatchObject({ user: { value: '1000' }, nonRoot: true, capabilities: ['NET_BIND_SERVICE'] });
    const pod = unit(
      deployment(
        '',
        'securityContext:\n  runAsUser: 7\n  sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]',
      ),
    );
    expect(pod).toMatchObject({ user: { value: '7' }, capabilities: ['NET_BIND_SERVICE'] });
    expect(unit(deployment('securityContext: {privileged: true}')).capabilities).toEqual(['ALL']);
  });

  it('mounts of every kind of volume', () => {
    const text = deployment(
      'volumeMounts:\n- {name: c, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}\n- {name: s, mountPath: /s}\n- {name: h, mountPath: /h}\n- {name: p, mountPath: /p}\n- {name: e, mountPath: /e}\n- {name: j, mountPath: /j}\n- {name: none, mountPath: /n}',
      'volumes:\n- {name: c, configMap: {name: conf}}\n- {name: s, secret: {secretName: sec}}\n- {name: h, hostPath: {path: /var/run/docker.sock}}\n- {name: p, persistentVolumeClaim: {claimName: data}}\n- {name: e, emptyDir: {}}\n- {name: j, projected: {sources: [{configMap: {name: a}}, {secret: {name: b}}]}}',
    );
    expect(unit(text).mounts.map((m) => `${m.target} ${m.kind} ${m.source ?? '-'}`)).toEqual([
      '/etc/nginx/nginx.conf config conf',
      '/s secret sec',
      '/h bind /var/run/docker.sock',
      '/p volume data',
      '/e volume e',
      '/j config a',
      '/j secret b',
      '/n other -',
    ]);
  });
});

describe('probes and hooks (§3.3)', () => {
  it('of every kind and method', () => {
    const text = deployment(
      'livenessProbe: {httpGet: {port: http, scheme: HTTPS, host: 127.0.0.1}}\nreadinessProbe: {tcpSocket: {port: 5432}}\nstartupProbe: {grpc: {port: 9000}}\nlifecycle:\n  postStart: {httpGet: {port: 8080}}\n  preStop: {tcpSocket: {port: "8080"}}',
    );
    expect(unit(text).checks.map((c) => [c.kind, c.method, shown(c.port), c.scheme, c.host?.value])).toEqual([
      ['liveness', 'http', 'http', 'https', '127.0.0.1'],
      ['readiness', 'tcp', '5432', undefined, undefined],
      ['startup', 'grpc', '9000', undefined, undefined],
      ['postStart', 'http', '8080', 'http', undefined],
      ['preStop', 'tcp', '8080', undefined, undefined],
    ]);
    expect(cited(text, unit(text).checks[1]?.port.alternatives[0]?.site)).toBe('5432');
  });

  it('commands are read as checks of the container itself', () => {
    const checks = unit(
      deployment('readinessProbe:\n  exec: {command: [curl, -f, "http://localhost:8081/ready"]}'),
    ).checks;
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ kind: 'readiness', method: 'exec', explicit: true });
    expect(shown(checks[0]?.port)).toBe('8081');
    expect(unit(deployment('readinessProbe:\n  exec: {command: ["true"]}')).checks).toEqual([]);
  });

  it('a port that is filled in later or missing is not known', () => {
    expect(shown(unit(deployment('livenessProbe: {httpGet: {port: "{{ .p }}"}}')).checks[0]?.port)).toBe('?');
    expect(shown(unit(deployment('livenessProbe: {httpGet: {path: /}}')).checks[0]?.port)).toBe('?');
    expect(shown(unit(deployment('livenessProbe: {grpc: {port: http}}')).checks[0]?.port)).toBe('?');
  });
});

describe('variables, commands, evidence (§3.4)', () => {
  const env = (text: string) => unit(deployment(text)).env.map((v) => `${v.name}=${v.value?.text ?? '?'}`);

  it.each([
    ['plain', 'env:\n- {name: A, value: "1"}\n- name: B', ['A=1', 'B=']],
    [
      'a variable above',
      'env:\n- {name: P, value: "80"}\n- {name: U, value: "http://api:$(P)/x"}',
      ['P=80', 'U=http://api:80/x'],
    ],
    ['a variable below', 'env:\n- {name: U, value: "$(P)"}\n- {name: P, value: "80"}', ['U=?', 'P=80']],
    ['an escaped one', 'env:\n- {name: P, value: "80"}\n- {name: U, value: "$$(P)"}', ['P=80', 'U=$(P)']],
    ['envsubst', 'env:\n- {name: U, value: "http://${HOST}:80"}\n- {name: V, value: $HOST}', ['U=?', 'V=?']],
    ['a dollar for its own sake', 'env:\n- {name: U, value: "cost 5$"}', ['U=cost 5$']],
    ['template text', 'env:\n- {name: U, value: "{{ .x }}"}', ['U=?']],
    ['the downward API', 'env:\n- {name: U, valueFrom: {fieldRef: {fieldPath: status.podIP}}}', ['U=?']],
  ])('%s', (_name, text, expected) => {
    expect(env(text)).toEqual(expected);
  });

  it('expansion keeps the way of every character', () => {
    const text = deployment('env:\n- {name: P, value: "8080"}\n- {name: PORT, value: "$(P)"}');
    const value = unit(text).env[1]?.value;
    expect(
      value?.segments.map((s) => [
        cited(text, s.site),
        s.origin && !('kind' in s.origin) ? cited(text, s.origin) : undefined,
      ]),
    ).toEqual([['$(P)', '8080']]);
    const listen = unit(text).listens[0];
    expect(listen && shown(listen.port)).toBe('8080');
    expect(listen).toMatchObject({ level: 3, by: 'PORT' });
  });

  it('variables of variables do not fill the memory', () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `- {name: V${i}, value: "${i === 0 ? 'xxxxxxxxxx' : `$(V${i - 1})$(V${i - 1})`}"}`,
    );
    expect(unit(deployment(`env:\n${lines.join('\n')}`)).env.every((v) => (v.value?.text.length ?? 0) <= 100_000)).toBe(
      true,
    );
  });

  it('references to ConfigMaps and Secrets are left to the model', () => {
    const u = unit(
      deployment(
        'env:\n- {name: A, valueFrom: {configMapKeyRef: {name: conf, key: port}}}\n- {name: B, valueFrom: {secretKeyRef: {name: sec, key: url}}}\nenvFrom:\n- {configMapRef: {name: conf}, prefix: X_}\n- {secretRef: {name: sec}}',
      ),
    );
    expect(u.env.map((v) => [v.name, v.source, v.from?.objectKind, v.from?.name.value, v.from?.key.value])).toEqual([
      ['A', 'config-map', 'ConfigMap', 'conf', 'port'],
      ['B', 'config-map', 'Secret', 'sec', 'url'],
    ]);
    expect(u.envFrom?.map((s) => [s.objectKind, s.name.value, s.prefix])).toEqual([
      ['ConfigMap', 'conf', 'X_'],
      ['Secret', 'sec', ''],
    ]);
    expect(u.envOpen?.because).toContain('conf');
  });

  it('`command` stands for the entrypoint, `args` for the command; `$(VAR)` is replaced in both', () => {
    const u = unit(
      deployment('env: [{name: P, value: "9000"}]\ncommand: [/app]\nargs: ["--port=$(P)", "--name", "$(UNKNOWN)"]'),
    );
    expect(u.entrypoint?.words.map((w) => w.text)).toEqual(['/app']);
    expect(u.command?.words.map((w) => w.text)).toEqual(['--port=9000', '--name', '$(UNKNOWN)']);
    expect(u.listens.map((l) => [l.level, shown(l.port)])).toEqual([[1, '9000']]);
    const args = unit(deployment('args: [--port, "8080"]'));
    expect(args.entrypoint).toBeUndefined();
    expect(args.listens.map((l) => shown(l.port))).toEqual(['8080']);
  });

  it('addresses in variables, whole and around what is not known', () => {
    const u = unit(
      deployment(
        'env:\n- {name: API_URL, value: "http://api.shop:8080/${PATH_PREFIX}"}\n- {name: DB_HOST, value: db}\n- {name: DB_PORT, value: "5432"}\n- {name: OTHER_URL, value: "http://${HOST}:8080"}',
      ),
    );
    expect(u.connects.map((c) => `${c.host.value}:${showPortOf(c.port.value)} ${c.key}`)).toEqual([
      'api.shop:8080 API_URL',
      'db:5432 DB_PORT',
    ]);
  });
});

const showPortOf = (p: { kind: string; number?: number }): string => String(p.number ?? p.kind);

describe('any object', () => {
  const leaf = fc.oneof(
    fc.constantFrom(
      null,
      true,
      0,
      80,
      70000,
      -1,
      1.5,
      '',
      '80',
      'http',
      'HTTP',
      'TCP',
      'tcp',
      '{{ x }}',
      '$(A)',
      '$$',
      '${B}',
      'Always',
      'None',
      'a'.repeat(80),
    ),
    fc.string({ maxLength: 5 }),
  );
  const key = fc.constantFrom(
    'name',
    'containerPort',
    'hostPort',
    'protocol',
    'port',
    'targetPort',
    'nodePort',
    'value',
    'valueFrom',
    'configMapKeyRef',
    'httpGet',
    'grpc',
    'exec',
    'command',
    'restartPolicy',
    'key',
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const field = fc.dictionary(
    fc.constantFrom(
      'name',
      'image',
      'ports',
      'env',
      'envFrom',
      'command',
      'args',
      'livenessProbe',
      'lifecycle',
      'securityContext',
      'volumeMounts',
    ),
    tree,
  );
  it('never throws and cites places inside of the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Pod', 'Service', 'ConfigMap', 'Secret'),
        fc.array(field, { maxLength: 3 }),
        fc.array(tree, { maxLength: 3 }),
        tree,
        (kind, containers, ports, data) => {
          const text = JSON.stringify(
            {
              apiVersion: 'v1',
              kind,
              metadata: { name: 'x', labels: data },
              data,
              spec: { containers, initContainers: containers, volumes: ports, ports, selector: data, type: 'NodePort' },
            },
            null,
            1,
          );
          for (const fact of factsOf(text, false, 'file:///w/a.json')) {
            if (fact.kind !== 'problem') continue;
            for (const at of [fact.site, ...fact.fixes.map((f) => f.at), ...fact.related.map((r) => r.at)])
              expect(at.start >= 0 && at.start <= at.end && at.end <= text.length).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

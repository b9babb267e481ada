// `portolan check --observed`: what listens against what is charted.
import { expect, test } from 'vitest';
import { portolan, workspace } from './portolan';

const compose = `services:
  web:
    image: example/web
    ports: ["8080:80", "127.0.0.1:9000:9000"]
  db:
    image: example/db
    expose: ["5432"]
  mail:
    image: example/mail
    ports: ["2525:25"]
`;

const service = `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 80 }, { port: 81, name: b }] }
`;

const check = async (capture: string, ...more: readonly string[]) => {
  const cwd = workspace({ 'compose.yaml': compose, 'k8s/api.yaml': service, 'seen.txt': capture });
  return portolan(['check', '--observed', 'seen.txt', ...more], { cwd });
};

const ss = (...sockets: readonly string[]) =>
  `Netid State Recv-Q Send-Q Local Address:Port Peer\n${sockets.map((s) => `tcp LISTEN 0 128 ${s} 0.0.0.0:*\n`).join('')}`;

const docker = (service: string, Ports: string) =>
  JSON.stringify({ Names: `harbour-${service}-1`, Ports, Labels: `com.docker.compose.service=${service}` });

test('sockets of a host', async () => {
  const ran = await check(ss('0.0.0.0:8080', '0.0.0.0:9000', '*:4444', '127.0.0.1:7777'));
  expect(ran.status).toBe(1);
  expect(ran.stdout.split('\n')).toEqual([
    expect.stringMatching(
      /^wider {5}9000\/tcp {2}service web \(local\): it listens on all addresses .*compose\.yaml:4\)$/,
    ),
    'uncharted 4444/tcp  the host: it listens on all addresses of the host',
    expect.stringMatching(
      /^closed {4}2525\/tcp {2}service mail \(local\): no socket of the host listens on it \(compose/,
    ),
    '',
  ]);
  expect(await check(ss('0.0.0.0:8080', '127.0.0.1:9000', '0.0.0.0:2525'))).toMatchObject({
    status: 0,
    stdout: 'What listens is what is charted.\n',
  });
  // A project of which nothing runs says nothing about what is closed.
  expect(await check(ss('0.0.0.0:22'))).toMatchObject({ stdout: expect.not.stringContaining('closed') as string });
  expect((await check(ss('*:4444'), '--fail-on', 'never')).status).toBe(0);
});

test('containers', async () => {
  const web = docker('web', '0.0.0.0:8080->80/tcp, 127.0.0.1:9000->9000/tcp, 7000/tcp');
  const { stdout } = await check(`${web}\n${docker('db', '0.0.0.0:5432->5432/tcp')}\n`, '--format', 'json');
  const { differences } = JSON.parse(stdout) as {
    differences: readonly { kind: string; port: number; because: string }[];
  };
  expect(differences).toMatchObject([
    {
      kind: 'wider',
      port: 5432,
      because: 'container harbour-db-1 publishes its port 5432 on all addresses of the host, and no file does',
    },
    { kind: 'closed', port: 2525, because: 'no container of the service runs', at: { path: 'compose.yaml' } },
  ]);
});

test('Services', async () => {
  const seen = {
    kind: 'Service',
    metadata: { name: 'api', namespace: 'shop' },
    spec: { type: 'NodePort', ports: [{ port: 80 }, { port: 90 }] },
  };
  const other = { ...seen, metadata: { name: 'kube-dns', namespace: 'kube-system' } };
  const { stdout } = await check(JSON.stringify({ items: [seen, other] }));
  expect(stdout.split('\n').map((line) => line.replace(/  .*/, ''))).toEqual([
    'wider',
    'wider',
    'uncharted 90/tcp',
    'closed',
    '',
  ]);
  expect(stdout).not.toContain('kube-dns');
});

test('what is no capture, and what nobody can print', async () => {
  expect(await check('hello')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('seen.txt is not what') as string,
  });
  expect(await check(ss('*:1'), '--format', 'sarif')).toMatchObject({ status: 2 });
  const hostile = await check(docker('\u001b[31mx\u202e', '0.0.0.0:1->1/tcp'));
  expect(hostile.stdout).not.toMatch(/[\u001b\u202e]/);
});

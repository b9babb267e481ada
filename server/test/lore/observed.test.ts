import { expect, it } from 'vitest';
import { readObserved } from '../../src/lore/observed';

it('reads sockets', () => {
  const text = `Netid State  Recv-Q Send-Q     Local Address:Port   Peer Address:Port Process
udp   UNCONN 0      0       127.0.0.53%lo:53        0.0.0.0:*
tcp   LISTEN 0      4096          0.0.0.0:8080      0.0.0.0:*     users:(("docker-proxy",pid=1,fd=4))
tcp   LISTEN 0      4096             [::]:8080         [::]:*
tcp   LISTEN 0      128       192.168.1.4:22        0.0.0.0:*
tcp   LISTEN 0      128             [::1]:631          [::]:*
tcp   LISTEN 0      511                 *:99999           *:*
tcp   ESTAB  0      0       192.168.1.4:22      10.0.0.1:999
`;
  const sockets = readObserved(text)?.sockets?.map((s) => `${s.port}/${s.protocol} ${s.reach}`);
  expect(sockets).toEqual([
    '53/udp loopback',
    '8080/tcp everywhere',
    '8080/tcp everywhere',
    '22/tcp one-address',
    '631/tcp loopback',
  ]);
  // `ss -lnt` has no column of protocols.
  expect(readObserved('State  Recv-Q Send-Q Local\nLISTEN 0 128 *:80 *:*\n')?.sockets).toEqual([
    { port: 80, protocol: 'tcp', reach: 'everywhere' },
  ]);
});

it('reads containers', () => {
  const row = {
    Names: 'shop-web-1',
    Ports: '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 127.0.0.1:9000-9001->9000-9001/udp, 6379/tcp',
    Labels: 'com.docker.compose.service=web,com.docker.compose.project.working_dir=/home/me/shop,a',
  };
  expect(readObserved(`${JSON.stringify(row)}\n${JSON.stringify({ ...row, Labels: '' })}\n`)?.containers).toEqual([
    {
      name: 'shop-web-1',
      service: 'web',
      directory: '/home/me/shop',
      ports: [
        {
          port: 80,
          protocol: 'tcp',
          published: [
            { port: 8080, reach: 'everywhere' },
            { port: 8080, reach: 'everywhere' },
          ],
        },
        { port: 9000, protocol: 'udp', published: [{ port: 9000, reach: 'loopback' }] },
        { port: 9001, protocol: 'udp', published: [{ port: 9001, reach: 'loopback' }] },
        { port: 6379, protocol: 'tcp', published: [] },
      ],
    },
    expect.not.objectContaining({ service: expect.anything() as string }),
  ]);
});

it('reads Services with what stands behind them', () => {
  const object = (kind: string, name: string, more: object) => ({
    kind,
    metadata: { name, namespace: 'shop' },
    ...more,
  });
  const items = [
    object('Service', 'web', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] } }),
    object('Service', 'api', { spec: { ports: [{ port: 53, protocol: 'UDP' }, { port: 'x' }] } }),
    object('Endpoints', 'web', { subsets: [{ addresses: [{ ip: '10.0.0.1' }] }] }),
    object('Endpoints', 'api', {}),
    object('Pod', 'web-1', {}),
  ];
  expect(readObserved(JSON.stringify({ kind: 'List', items }))?.services).toEqual([
    { name: 'web', namespace: 'shop', type: 'NodePort', ports: [{ port: 80, protocol: 'tcp' }], isReady: true },
    { name: 'api', namespace: 'shop', type: 'ClusterIP', ports: [{ port: 53, protocol: 'udp' }], isReady: false },
  ]);
});

it.each(['', 'hello', '{', '[1, null]', '{"items": 1}', '{"Ports": 1}', 'null'])('takes %j for no capture', (text) =>
  expect(readObserved(text)).toBeUndefined(),
);

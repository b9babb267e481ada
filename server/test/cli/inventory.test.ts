import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { portolan, workspace } from './portolan';

const compose = (port: number, published = '127.0.0.1:5000') => `services:
  api:
    image: registry.example/api
    ports: ["${published}:${port}"]
  web:
    image: registry.example/web
    environment:
      API_URL: http://api:8080
`;

function git(cwd: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const ran = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
  expect(ran.status, ran.stderr).toBe(0);
}

describe('docs', () => {
  it('writes a document once, keeps what is around it, and tells when it is stale', async () => {
    const cwd = workspace({ 'compose.yaml': compose(8080) });
    expect((await portolan(['docs', '--check'], { cwd })).status).toBe(1);
    expect((await portolan(['docs', '--write'], { cwd })).status).toBe(0);
    const file = path.join(cwd, 'PORTS.md');
    const first = fs.readFileSync(file, 'utf8');
    expect(first).toContain('| api | 8080/tcp |  | local | [compose.yaml](compose.yaml) | web | inside only |');
    expect(first).toContain('s1 -->|8080| s2');
    expect((await portolan(['docs', '--check'], { cwd })).status).toBe(0);
    fs.writeFileSync(file, `Ours.\r\n\r\n${first.replace(/\n/g, '\r\n')}\r\nAlso ours.\r\n`);
    fs.writeFileSync(path.join(cwd, 'compose.yaml'), compose(9090));
    const stale = await portolan(['docs', '--check'], { cwd });
    expect([stale.status, stale.stderr]).toEqual([1, expect.stringContaining('portolan docs --write')]);
    await portolan(['docs', '--write'], { cwd });
    const second = fs.readFileSync(file, 'utf8');
    expect(second).toMatch(/^Ours\.\r\n\r\n# Ports\r\n/);
    expect(second).toMatch(/\r\n\r\nAlso ours\.\r\n$/);
    expect(second).toContain('| api | 9090/tcp |');
    expect(second.match(/(?<!\r)\n/g)).toBeNull();
  });
});

describe('exposure', () => {
  it('lists what is open, and with --all what only the host reaches', async () => {
    const cwd = workspace({ 'compose.yaml': compose(8080) });
    expect((await portolan(['exposure'], { cwd })).stdout).toBe('Nothing is open to the outside.\n');
    expect((await portolan(['exposure', '--all'], { cwd })).stdout).toContain('this host only (loopback): 5000');
    fs.writeFileSync(path.join(cwd, 'compose.yaml'), compose(8080, '5000'));
    const listed = JSON.parse((await portolan(['exposure', '--format', 'json'], { cwd })).stdout) as {
      exposures: readonly Record<string, unknown>[];
    };
    expect(listed.exposures).toMatchObject([
      { service: 'api', port: '8080', public: true, places: [{ path: 'compose.yaml', line: 4 }] },
    ]);
  });
});

describe('diff', () => {
  it('compares a revision with the disk and with another, below the top of the repository too', async () => {
    const cwd = workspace({ 'deploy/compose.yaml': compose(8080), 'deploy/ä b.txt': 'x' });
    git(cwd, 'init', '-q');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-qm', 'one');
    fs.writeFileSync(path.join(cwd, 'deploy/compose.yaml'), compose(9090, '5000'));
    const disk = await portolan(['diff', 'HEAD', '--root', 'deploy'], { cwd });
    expect(disk.stdout.split('\n').filter((l) => l !== '')).toEqual([
      '~ api (local) moved from port 8080/tcp to 9090/tcp',
      '! api (local) is newly public: 5000/tcp, every interface of the host',
    ]);
    git(cwd, 'commit', '-qam', 'two');
    const two = await portolan(['diff', 'HEAD~1', 'HEAD', '--format', 'markdown', '--fail-on', 'newly-public'], {
      cwd,
    });
    expect(two.status).toBe(1);
    expect(two.stdout).toContain('| newly\\-public | `api` (local) is newly public');
    expect((await portolan(['diff', 'HEAD', 'HEAD'], { cwd })).stdout).toBe('No port changed.\n');
  });

  it('says in one sentence that a revision is not there', async () => {
    const cwd = workspace({ 'compose.yaml': compose(8080) });
    const none = await portolan(['diff', 'HEAD'], { cwd });
    expect([none.status, none.stderr]).toEqual([2, expect.stringMatching(/^portolan: HEAD cannot be read: .+\n$/)]);
    git(cwd, 'init', '-q');
    for (const revision of ['--output=x', 'nowhere', '']) {
      const ran = await portolan(['diff', '--', revision], { cwd });
      expect(ran.status, revision).toBe(2);
    }
    expect(fs.existsSync(path.join(cwd, 'x'))).toBe(false);
  });
});

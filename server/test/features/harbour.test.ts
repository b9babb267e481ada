import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { definitionAt, highlightsAt, referencesAt } from '../../src/features/navigation';
import type { Snapshot } from '../../src/features/snapshot';
import { parts, Workspace } from '../../src/index';
import { nodeFileSystem, uriOfPath } from '../../src/node/fileSystem';
import { positionAt } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import { readSettings } from '../../src/workspace/settings';

const root = uriOfPath(path.join(import.meta.dirname, '../../../test-fixtures/workspaces/harbour'));
let snapshot: Snapshot;

beforeAll(async () => {
  const { settings } = readSettings({}, [root], new Set());
  snapshot = await new Workspace(parts, settings, { fs: nodeFileSystem, now: () => performance.now() }).load();
});

/** The place of the character behind `before` in the first line that holds `line`. */
function place(file: string, line: string, before: string): [Snapshot, string, number] {
  const uri = `${root}/${file}`;
  const text = snapshot.files.get(uri)?.text ?? '';
  const at = text.indexOf(line);
  expect(at, `${line} in ${file}`).toBeGreaterThanOrEqual(0);
  return [snapshot, uri, at + line.indexOf(before) + before.length];
}

function lines(spans: readonly Span[]): string[] {
  return spans.map((s) => {
    const file = snapshot.files.get(s.uri);
    return `${s.uri.slice(root.length + 1)}:${file ? positionAt(file, s.start).line + 1 : '?'}`;
  });
}

const hover = (...at: Parameters<typeof place>) => hoverAt(...place(...at))?.markdown.replaceAll(root, '') ?? '';

describe('hover', () => {
  it('tells the way of a port from the listener outward, with links', () => {
    const text = hover('compose.yaml', '"3001:3000"', '3001:');
    const way = text.split('\n').filter((l) => l.startsWith('- '));
    expect(way.slice(0, 4).map((l) => l.slice(2, l.indexOf(' —')))).toEqual([
      'listens **3000**',
      'image **3000**',
      'container **3000**',
      'host **3001**',
    ]);
    expect(way.at(-1)).toContain('used by `API_URL` of service `web`');
    expect(text).toContain('[api/Dockerfile:5](/api/Dockerfile#L5,8)');
    expect(text).toContain('**Reach:** every interface of the host');
  });

  it('tells where a value comes from', () => {
    expect(hover('compose.yaml', 'http://api:${API_PORT}', '${API_')).toContain(
      'Value: `3000` ← `${API_PORT}` ← [\\.env:2](/.env#L2,10)',
    );
  });

  it('marks a broken hop and shows what is there instead', () => {
    const text = hover('compose.yaml', 'db:5433/shop', 'db:54');
    expect(text).toContain('✗ **5433** is not there; instead:');
    expect(text).toContain('container **5432**');
    expect(text).toContain('compose\\-url\\-published\\-port');
  });

  it('says once what one line of .env does in several places', () => {
    const text = hover('.env', 'API_PORT=3000', 'API_PORT=3');
    expect(text).toContain('`PORT` of service `api`');
    expect(text).toContain('`API_URL` of service `web`');
    expect(text.match(/\*\*Reach:/g)).toHaveLength(1);
  });

  it('is silent where there is no port', () => {
    expect(hover('compose.yaml', 'POSTGRES_PASSWORD', 'POST')).toBe('');
  });
});

describe('definition', () => {
  const to = (...at: Parameters<typeof place>) => lines(definitionAt(...place(...at))?.targets ?? []);

  it('of a port in an address is the declaration in the service that it dials', () => {
    expect(to('compose.yaml', 'http://api:${API_PORT}', '${API_')).toEqual(['compose.yaml:21']);
  });

  it('of a declaration is the next layer inward', () => {
    expect(to('compose.yaml', '"3001:3000"', '3001:30')).toEqual(['api/Dockerfile:5']);
    expect(to('web/Dockerfile', 'EXPOSE 3000', 'EXPOSE 3')).toEqual(['web/Dockerfile:12']);
  });

  it('of a port that is not there is what is there instead', () => {
    expect(to('k8s/api.yaml', 'targetPort: http', 'targetPort: h')).toEqual(['k8s/api.yaml:22']);
  });
});

describe('references and highlight', () => {
  it('are all places on the way, each once', () => {
    const found = lines(referencesAt(...place('api/Dockerfile', 'EXPOSE 3000', 'EXPOSE 3'), true));
    expect(found).toEqual(
      expect.arrayContaining(['.env:2', 'api/Dockerfile:5', 'compose.yaml:9', 'compose.yaml:15', 'compose.yaml:21']),
    );
  });

  it('stay in the file for highlight, declarations as writes', () => {
    const found = highlightsAt(...place('compose.yaml', '"3001:3000"', '3001:30'));
    expect(found.some((h) => h.kind === 'write')).toBe(true);
    expect(found.some((h) => h.kind === 'read')).toBe(true);
  });
});

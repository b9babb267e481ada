import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeFlaw,
  isDnsLabel,
  isPortName,
  nearestName,
  parseServiceHost,
  portNameFlaws,
  slugPortName,
} from '../../src/lore/portNames';

describe('port names', () => {
  it.each([
    ['http', []],
    ['a', []],
    ['8080a', []],
    ['p-1', []],
    ['exactly-15-char', []],
    ['', ['empty']],
    ['sixteen-chars-ab', ['too-long']],
    ['HTTP', ['characters', 'no-letter']],
    ['http_web', ['characters']],
    ['grpc.web', ['characters']],
    ['8080', ['no-letter']],
    ['a--b', ['double-hyphen']],
    ['-a', ['hyphen-at-end']],
    ['a-', ['hyphen-at-end']],
    ['-', ['no-letter', 'hyphen-at-end']],
  ])('%j has flaws %j', (name, flaws) => {
    expect(portNameFlaws(name)).toEqual(flaws);
    for (const flaw of portNameFlaws(name)) expect(describeFlaw(name, flaw)).not.toBe('');
  });

  it.each([
    ['http', 'http'],
    ['HTTP_Web', 'http-web'],
    ['grpcWeb', 'grpc-web'],
    ['--metrics--', 'metrics'],
    ['prometheus-metrics', 'prometheus'],
    ['administration-port', 'administration'],
    ['very-long-name-of-a-port', 'very-long-name'],
    ['averyveryverylongname', 'averyveryverylo'],
    ['8080', undefined],
    ['', undefined],
    ['ä', undefined],
  ])('%s becomes %s', (text, slug) => {
    expect(slugPortName(text)).toBe(slug);
  });

  it('makes valid names only, and leaves valid names', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-a-zA-Z0-9_. ]{0,30}$/)), (text) => {
        const slug = slugPortName(text);
        if (slug !== undefined) expect(isPortName(slug)).toBe(true);
        if (isPortName(text)) expect(slug).toBe(text);
      }),
    );
  });

  it('knows DNS labels', () => {
    for (const name of ['a', '1', 'a-b', 'a--b', 'x'.repeat(63)]) expect(isDnsLabel(name), name).toBe(true);
    for (const name of ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'x'.repeat(64)]) expect(isDnsLabel(name), name).toBe(false);
  });

  it.each<[string, string[], string | undefined]>([
    ['http', ['https', 'http'], 'http'],
    ['htpp', ['grpc', 'http'], 'http'],
    ['HTTP', ['grpc', 'http'], 'http'],
    ['http-web', ['http_web', 'http'], 'http_web'],
    ['web', ['http-web', 'metrics'], 'http-web'],
    ['fabric', ['server-fabric', 'server-conduit'], 'server-fabric'],
    ['web', ['http', 'grpc'], undefined],
    ['metrics', [], undefined],
    ['a', ['b', 'c'], undefined],
    ['', ['http'], undefined],
    ['x'.repeat(9_999), ['y'.repeat(9_999)], undefined],
  ])('nearest to %s of %j is %s', (name, candidates, expected) => {
    expect(nearestName(name, candidates)).toBe(expected);
  });
});

describe('parseServiceHost', () => {
  it.each([
    ['web', { service: 'web', qualified: false }],
    ['Web', { service: 'web', qualified: false }],
    ['web.shop', { service: 'web', namespace: 'shop', qualified: false }],
    ['web.shop.svc', { service: 'web', namespace: 'shop', qualified: true }],
    ['web.shop.svc.cluster.local', { service: 'web', namespace: 'shop', qualified: true }],
    ['web.shop.svc.cluster.local.', { service: 'web', namespace: 'shop', qualified: true }],
    ['db-0.db.shop.svc', { service: 'db', namespace: 'shop', pod: 'db-0', qualified: true }],
    ['db-0.db.shop.svc.cluster.local', { service: 'db', namespace: 'shop', pod: 'db-0', qualified: true }],
    ['db-0.db.shop', { service: 'db', namespace: 'shop', pod: 'db-0', qualified: false }],
    [
      '_http._tcp.web.shop.svc',
      { service: 'web', namespace: 'shop', srv: { port: 'http', protocol: 'tcp' }, qualified: true },
    ],
    ['web.svc', { service: 'web', namespace: 'svc', qualified: false }],
    ['', undefined],
    ['web.', undefined],
    ['web.shop.svc.', undefined],
    ['web.svc.cluster.local', undefined],
    ['10-0-0-1.shop.pod.cluster.local', undefined],
    ['localhost', undefined],
    ['127.0.0.1', undefined],
    ['10.0.0', undefined],
    ['8080', undefined],
    ['::1', undefined],
    ['a.b.c.d', undefined],
    ['a.b.c.d.svc', undefined],
    ['my_db', undefined],
    ['-web', undefined],
    ['${HOST}', undefined],
    ['web..svc', undefined],
    ['_http._tcp.web', undefined],
  ])('%s', (host, expected) => {
    expect(parseServiceHost(host)).toEqual(expected);
  });

  it('takes another cluster domain', () => {
    expect(parseServiceHost('web.shop.svc.corp.example', 'corp.example')).toEqual({
      service: 'web',
      namespace: 'shop',
      qualified: true,
    });
    expect(parseServiceHost('web.shop.svc.corp.example')).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[-a-z0-9._]{0,60}$/)),
        (host) => void parseServiceHost(host),
      ),
    );
  });
});

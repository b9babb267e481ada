import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showPort } from '../../src/facts';
import { interpolate } from '../../src/lore/interpolate';
import type { PortMapping } from '../../src/lore/portSyntax';
import {
  exposeWords,
  ipsOverlap,
  isAllInterfaces,
  isIp,
  isLoopback,
  parseExposeEntry,
  parseExposeWord,
  parsePortMapping,
} from '../../src/lore/portSyntax';
import { mapCopy } from '../../src/text/mapped';

const URI = 'file:///w/compose.yaml';
const mapped = (text: string) => mapCopy(text, URI, 10);
const parse = (text: string) => parsePortMapping(mapped(text));

function show(m: PortMapping | undefined): string | undefined {
  if (!m) return undefined;
  const host = m.pairing === 'random' ? 'random' : showPort(m.host!.value);
  return `${m.hostIp?.value ?? '*'} ${host} ${m.pairing} ${showPort(m.container.value)}/${m.protocol}`;
}

describe('parsePortMapping', () => {
  it.each([
    ['3000', '* random random 3000/tcp'],
    ['8080:80', '* 8080 single 80/tcp'],
    ['127.0.0.1:8001:8001', '127.0.0.1 8001 single 8001/tcp'],
    ['[::1]:6001:6001', '::1 6001 single 6001/tcp'],
    ['::1:6000:6000', '::1 6000 single 6000/tcp'],
    ['2001:db8::1:80:8080', '2001:db8::1 80 single 8080/tcp'],
    ['127.0.0.1::80', '127.0.0.1 random random 80/tcp'],
    ['[::]::80', ':: random random 80/tcp'],
    [':80', '* random random 80/tcp'],
    ['8000-9000:80', '* 8000-9000 any-of 80/tcp'],
    ['9090-9091:8080-8081', '* 9090-9091 pairs 8080-8081/tcp'],
    ['127.0.0.1:5000-5010:5000-5010', '127.0.0.1 5000-5010 pairs 5000-5010/tcp'],
    ['3000-3005', '* random random 3000-3005/tcp'],
    ['6060:6060/udp', '* 6060 single 6060/udp'],
    ['53:53/tcp', '* 53 single 53/tcp'],
    ['12400-12500:1240/sctp', '* 12400-12500 any-of 1240/sctp'],
    ['0:80', '* random random 80/tcp'],
    ['80/', '* random random 80/tcp'],
    ['80/UDP', '* random random 80/udp'],
    ['80-80:443', '* 80 single 443/tcp'],
    ['8080:80-80', '* 8080 single 80/tcp'],
    ['::80', '* random random 80/tcp'],
    ['0.0.0.0:65535:1', '0.0.0.0 65535 single 1/tcp'],
    ['[]:80:80', '* 80 single 80/tcp'],
    ['+80:080', '* 80 single 80/tcp'],
  ])('%s', (text, expected) => {
    expect(parse(text).problems).toEqual([]);
    expect(show(parse(text).mapping)).toBe(expected);
  });

  it.each([
    ['8080:', 'port-missing', ''],
    ['', 'port-missing', ''],
    ['/tcp', 'port-missing', ''],
    ['80/http', 'protocol-unknown', 'http'],
    ['80/tcp/udp', 'protocol-unknown', 'tcp/udp'],
    ['a:80', 'port-not-number', 'a'],
    ['80:b', 'port-not-number', 'b'],
    ['-1', 'port-not-number', '-1'],
    ['80-', 'port-not-number', '80-'],
    ['1-2-3', 'port-not-number', '1-2-3'],
    ['80,443', 'port-not-number', '80,443'],
    ['8080: 80', 'port-not-number', ' 80'],
    ['0x50:80', 'port-not-number', '0x50'],
    ['8e3:80', 'port-not-number', '8e3'],
    ['65536', 'port-out-of-range', '65536'],
    ['80-70000', 'port-out-of-range', '70000'],
    ['99999:80', 'port-out-of-range', '99999'],
    ['90-80', 'range-reversed', '90-80'],
    ['90-80:90-80', 'range-reversed', '90-80'],
    ['3000-3001:80-85', 'range-lengths-differ', '3000-3001:80-85'],
    ['3000:80-85', 'range-lengths-differ', '3000:80-85'],
    ['localhost:80:80', 'host-ip-invalid', 'localhost'],
    ['::1:80', 'host-ip-invalid', ':'],
    ['[::1:80:80', 'host-ip-invalid', '[::1'],
    ['127.0.0.1:80', 'port-not-number', '127.0.0.1'],
    ['127.0.0.256:80:80', 'host-ip-invalid', '127.0.0.256'],
    ['8080:0', 'port-zero', '0'],
    ['0-1', 'port-zero', '0-1'],
  ])('refuses %s: %s', (text, kind, at) => {
    const { mapping, problems } = parse(text);
    expect(mapping).toBeUndefined();
    expect(problems[0]).toMatchObject({ kind, text: at });
    expect(text.slice(problems[0]!.range.start, problems[0]!.range.end)).toBe(at);
    const whole =
      at === ''
        ? { start: 10, end: 10 + text.length }
        : { start: 10 + problems[0]!.range.start, end: 10 + problems[0]!.range.end };
    expect(problems[0]?.site).toEqual({ uri: URI, ...whole });
  });

  it('finds every wrong part', () => {
    expect(parse('x:99999:b/y').problems.map((p) => [p.kind, p.text])).toEqual([
      ['port-not-number', 'b'],
      ['protocol-unknown', 'y'],
      ['host-ip-invalid', 'x'],
      ['port-out-of-range', '99999'],
    ]);
  });

  it('locates every part', () => {
    const { mapping } = parse('[::1]:8080-8081:80-81/udp');
    expect(mapping?.hostIp?.site).toEqual({ uri: URI, start: 11, end: 14 });
    expect(mapping?.host?.site).toEqual({ uri: URI, start: 16, end: 25 });
    expect(mapping?.container).toMatchObject({ site: { start: 26, end: 31 }, certainty: 'certain' });
    expect(mapping?.protocolSite).toEqual({ uri: URI, start: 32, end: 35 });
    expect(parse('127.0.0.1::80').mapping?.ranges).toEqual({
      hostIp: { start: 0, end: 9 },
      host: { start: 10, end: 10 },
      container: { start: 11, end: 13 },
    });
  });

  it('keeps the way through variables', () => {
    const text = '${BIND-127.0.0.1}:${P:-8080}:80';
    const { mapping } = parsePortMapping(interpolate(mapped(text), () => undefined).text);
    expect(show(mapping)).toBe('127.0.0.1 8080 single 80/tcp');
    const from = 10 + text.indexOf('8080');
    expect(mapping?.host).toMatchObject({
      certainty: 'high',
      origins: [{ kind: 'text', span: { uri: URI, start: from, end: from + 4 } }],
      via: [{ kind: 'default', name: 'P' }],
    });
    expect(mapping?.host?.site).toMatchObject({ start: 10 + text.indexOf('${P'), end: 10 + text.indexOf(':80', 25) });
    expect(mapping?.container).toMatchObject({ certainty: 'certain', site: { start: 10 + text.length - 2 } });
    // Compose replaces before it splits: the host port becomes random, and a variable may hold several parts.
    expect(show(parsePortMapping(interpolate(mapped('${P}:80'), () => undefined).text).mapping)).toBe(
      '* random random 80/tcp',
    );
    expect(show(parsePortMapping(interpolate(mapped('${P:-127.0.0.1:8080}:80'), () => undefined).text).mapping)).toBe(
      '127.0.0.1 8080 single 80/tcp',
    );
  });

  it('never throws and keeps ranges inside the text', () => {
    const part = fc.constantFrom(
      '80',
      '8080',
      ':',
      '::',
      '-',
      '/',
      'tcp',
      '[',
      ']',
      '127.0.0.1',
      ' ',
      'a',
      '99999999999999999999',
      '0',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }).map((p) => p.join('')),
        (text) => {
          const { mapping, problems } = parse(text);
          expect(mapping === undefined).toBe(problems.length > 0);
          const ranges = [...problems.map((p) => p.range), ...Object.values(mapping?.ranges ?? {})];
          for (const r of ranges) expect(0 <= r.start && r.start <= r.end && r.end <= text.length).toBe(true);
        },
      ),
    );
  });
});

describe('EXPOSE and expose', () => {
  it.each([
    ['80', '80/tcp', []],
    ['443/tcp', '443/tcp', []],
    ['5000-5010/udp', '5000-5010/udp', []],
    ['90-90', '90/tcp', []],
    ['80/TCP', '80/tcp', ['protocol-case']],
    ['80/', '80/tcp', []],
    ['8080:80', '80/tcp', ['host-part']],
    ['127.0.0.1:8080:80/Udp', '80/udp', ['host-part', 'protocol-case']],
    [':80', '80/tcp', ['host-part']],
    ['80/http', undefined, ['protocol-unknown']],
    ['abc', undefined, ['port-not-number']],
    ['80,443', undefined, ['port-not-number']],
    ['90-80', undefined, ['range-reversed']],
    ['70000', undefined, ['port-out-of-range']],
    ['/tcp', undefined, ['port-missing']],
    ['0', undefined, ['port-zero']],
  ] as [string, string | undefined, string[]][])('EXPOSE %s', (text, expected, kinds) => {
    const { exposed, problems } = parseExposeWord(mapped(text));
    expect(exposed && `${showPort(exposed.port.value)}/${exposed.protocol}`).toBe(expected);
    expect(problems.map((p) => p.kind)).toEqual(kinds);
  });

  it('marks the part that has to go', () => {
    expect(parseExposeEntry(mapped('8080:80')).problems[0]).toMatchObject({
      text: '8080:',
      site: { start: 10, end: 15 },
    });
    expect(parseExposeWord(mapped('80/TCP')).problems[0]).toMatchObject({ text: 'TCP', site: { start: 13, end: 16 } });
    expect(parseExposeEntry(mapped('80/TCP')).problems).toEqual([]);
  });

  it('splits expanded text again', () => {
    const words = exposeWords(mapped(' 80 443/tcp\t90 '));
    expect(words.map((w) => [w.text, w.whole.start])).toEqual([
      ['80', 11],
      ['443/tcp', 14],
      ['90', 22],
    ]);
    expect(exposeWords(mapped('  '))).toEqual([]);
  });
});

describe('host addresses', () => {
  it.each<[string | undefined, string | undefined, boolean]>([
    [undefined, '127.0.0.1', true],
    ['', '::1', true],
    [undefined, undefined, true],
    ['0.0.0.0', '127.0.0.1', true],
    ['::', '[::1]', true],
    ['0.0.0.0', '::1', false],
    ['0.0.0.0', '::', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '::1', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(ipsOverlap(a, b)).toBe(expected);
    expect(ipsOverlap(b, a)).toBe(expected);
  });

  it('knows loopback and every interface', () => {
    for (const host of ['localhost', 'LOCALHOST', 'app.localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])
      expect(isLoopback(host), host).toBe(true);
    for (const host of ['', '0.0.0.0', '::', '10.0.0.1', 'localhost.example', '1270.0.0.1'])
      expect(isLoopback(host), host).toBe(false);
    for (const host of [undefined, '', '0.0.0.0', '::', '[::]', '*']) expect(isAllInterfaces(host), host).toBe(true);
    for (const host of ['127.0.0.1', '::1', 'all']) expect(isAllInterfaces(host), host).toBe(false);
  });

  it('reads addresses as the engine does', () => {
    for (const ip of [
      '1.2.3.4',
      '::',
      '::1',
      '1::',
      '1:2:3:4:5:6:7:8',
      '1::8',
      'fe80::1:2',
      '::ffff:1.2.3.4',
      '64:ff9b::1.2.3.4',
    ])
      expect(isIp(ip), ip).toBe(true);
    for (const ip of [
      '',
      '1.2.3',
      '01.2.3.4',
      '1.2.3.256',
      ':',
      ':::',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8::',
      '1::2::3',
      'fe80::1%eth0',
      '[::1]',
      '12345::',
      '1.2.3.4::',
    ])
      expect(isIp(ip), ip).toBe(false);
  });
});

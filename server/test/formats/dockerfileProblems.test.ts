import { describe, expect, it } from 'vitest';
import type { Options } from './dockerfileHarness';
import { fixed, found, problems, slice } from './dockerfileHarness';

const S = 'FROM scratch\n';

describe('invalid-port', () => {
  it.each<[string, string[]]>([
    ['EXPOSE 80/http', ['"http"']],
    ['EXPOSE abc', ['"abc"']],
    ['EXPOSE 80,443', ['"80,443"']],
    ['EXPOSE 90-80', ['"90-80"']],
    ['EXPOSE 70000', ['"70000"']],
    ['EXPOSE 0', ['"0"']],
    ['EXPOSE /tcp', ['"/tcp"']],
    ['EXPOSE', ['"EXPOSE"']],
    ['EXPOSE 80 # the web port', ['"# the web port"']],
    ['EXPOSE ["80", "443"]', ['"[\\"80\\", \\"443\\"]"']],
    ['EXPOSE [80]', ['"[80]"']],
    ['EXPOSE ${PORT', ['"${PORT"']],
    ['EXPOSE ${PORT:-80 443}', ['"${PORT:-80"']],
    ['EXPOSE "80 443"', ['"\\"80"']],
    ['EXPOSE 80 x 443 y', ['"x"', '"y"']],
    ['ENV P=x\nEXPOSE $P', ['"$P"']],
    ['EXPOSE 80/TCP', ['"TCP"']],
    ['ONBUILD EXPOSE 80/http', ['"http"']],
    ['EXPOSE 80 \\\n # comment\n x', ['"x"']],
  ])('%j', (line, want) => {
    expect(found(S + line)).toEqual(want.map((w) => `invalid-port ${w}`));
  });

  it.each([
    'EXPOSE 80 443/tcp 5000-5010/udp',
    'EXPOSE 80/',
    'EXPOSE 1-65535',
    'EXPOSE "80"',
    'EXPOSE __PORT__ @PORT@ %PORT% %%PORT%%/tcp <port>',
    'ARG P\nEXPOSE $P/tcp ${P}-${P}',
    'RUN <<EOF\nEXPOSE x\nEOF',
    '# EXPOSE x',
    'RUN a \\\n EXPOSE x',
    'ONBUILD EXPOSE $PORT',
    'ENV P="80 443"\nEXPOSE $P',
  ])('nothing about %j', (line) => {
    expect(found(S + line)).toEqual([]);
  });

  it('says what, why and what to do', () => {
    const messages = (line: string) => problems(S + line).map((p) => [p.message, p.severity ?? 'error', p.certainty]);
    expect(messages('EXPOSE 80/http')).toEqual([
      ['"http" is no transport protocol: write tcp, udp or sctp. The build stops at this EXPOSE.', 'error', 'certain'],
    ]);
    expect(messages('EXPOSE')).toEqual([
      ['EXPOSE names no port. Write at least one, such as `EXPOSE 8080`, or take the line away.', 'error', 'certain'],
    ]);
    expect(messages('EXPOSE 80 # web')).toEqual([
      [
        'A comment needs a line of its own: behind EXPOSE, `#` is read as a port. The build stops at this EXPOSE.',
        'error',
        'certain',
      ],
    ]);
    expect(messages('EXPOSE ${P')).toEqual([
      ['`${P` cannot be expanded: a closing brace is missing. The build stops at this EXPOSE.', 'error', 'certain'],
    ]);
    expect(messages('EXPOSE ${P:-80 443}')[0]?.[0]).toBe(
      '`${P:-80` cannot be expanded: a closing brace is missing, and blanks end a word of EXPOSE even inside quotes and braces. The build stops at this EXPOSE.',
    );
    // The builder takes port 0 and upper case.
    expect(messages('EXPOSE 0')[0]?.[1]).toBe('warning');
    expect(messages('EXPOSE 80/UDP')[0]?.[1]).toBe('hint');
    expect(messages('ARG P=x\nEXPOSE $P')[0]?.[2]).toBe('high');
  });

  it.each<[string, string, boolean]>([
    ['EXPOSE 90-80', 'EXPOSE 80-90', false],
    ['EXPOSE 80,443/tcp', 'EXPOSE 80 443/tcp', true],
    ['EXPOSE 80/http', 'EXPOSE 80/tcp', false],
    ['EXPOSE 80/TCP', 'EXPOSE 80/tcp', true],
    ['EXPOSE ["80", "443/udp"]', 'EXPOSE 80 443/udp', true],
    ['EXPOSE 80  # web', 'EXPOSE 80', false],
    ['ARG P=80,443\nEXPOSE $P', 'ARG P=80 443\nEXPOSE $P', true],
  ])('fix of %j', (line, want, safe) => {
    const text = S + line;
    const [p] = problems(text);
    expect(fixed(text, p as NonNullable<typeof p>)).toBe(S + want);
    expect(p?.fixes[0]?.safe).toBe(safe);
  });

  it('has no fix where it could only guess', () => {
    for (const line of ['EXPOSE 70000', 'EXPOSE abc', 'EXPOSE 80/foo', 'EXPOSE ["a"]', 'EXPOSE 80 \\\n# a\n # b']) {
      expect(problems(S + line).flatMap((p) => p.fixes)).toEqual([]);
    }
  });
});

describe('expose-host-mapping', () => {
  it.each<[string, string, string]>([
    ['EXPOSE 8080:80', '8080:', 'EXPOSE 80'],
    ['EXPOSE 127.0.0.1:8080:80/tcp', '127.0.0.1:8080:', 'EXPOSE 80/tcp'],
    ['EXPOSE 1 :80', ':', 'EXPOSE 1 80'],
  ])('%j', (line, squiggle, want) => {
    const text = S + line;
    const [p] = problems(text);
    expect([p?.rule, p?.severity, slice(text, (p as NonNullable<typeof p>).site)]).toEqual([
      'expose-host-mapping',
      'warning',
      squiggle,
    ]);
    expect(fixed(text, p as NonNullable<typeof p>)).toBe(S + want);
    expect(p?.fixes[0]?.safe).toBe(true);
  });
});

describe('duplicate-port', () => {
  it.each<[string, string, string[]]>([
    ['one instruction', `${S}EXPOSE 80 443 80\n`, ['"80"']],
    ['two instructions', `${S}EXPOSE 80\nEXPOSE 80/tcp\n`, ['"80/tcp"']],
    ['three times', `${S}EXPOSE 80 80 80\n`, ['"80"', '"80"']],
    ['ranges', `${S}EXPOSE 80-90 80-90\n`, ['"80-90"']],
    ['other protocol', `${S}EXPOSE 80 80/udp\n`, []],
    ['other stages', `${S}EXPOSE 80\n${S}EXPOSE 80\n`, []],
    ['an inherited one', 'FROM nginx AS a\nEXPOSE 80\nFROM a\nEXPOSE 80\n', []],
    ['ONBUILD', 'FROM scratch AS a\nONBUILD EXPOSE 80\nFROM a\nEXPOSE 80\n', []],
    ['through a variable', `${S}ARG A=80\nEXPOSE 80 $A\n`, []],
    ['in a range', `${S}EXPOSE 80-90 85\n`, []],
  ])('%s', (_, text, want) => {
    expect(found(text)).toEqual(want.map((w) => `duplicate-port ${w}`));
  });

  it.each<[string, string]>([
    [`${S}EXPOSE 80 443 80\nUSER x`, `${S}EXPOSE 80 443\nUSER x`],
    [`${S}EXPOSE 80\n  EXPOSE 80\nUSER x`, `${S}EXPOSE 80\nUSER x`],
    [`${S}EXPOSE 80\r\nEXPOSE 80\r\nUSER x`, `${S}EXPOSE 80\r\nUSER x`],
    [`${S}EXPOSE 80 443\nEXPOSE 80 8080\n`, `${S}EXPOSE 80 443\nEXPOSE 8080\n`],
  ])('fix of %j', (text, want) => {
    const [p] = problems(text);
    expect([p?.severity, p?.fixes[0]?.safe]).toEqual(['hint', true]);
    expect(fixed(text, p as NonNullable<typeof p>)).toBe(want);
  });

  it('takes an instruction away as a whole when all of it can go', () => {
    const text = `${S}EXPOSE 80 443\nEXPOSE 443 80\nUSER x`;
    for (const p of problems(text)) expect(fixed(text, p)).toBe(`${S}EXPOSE 80 443\nUSER x`);
  });

  it('leaves a word alone that stands on a line of its own', () => {
    expect(problems(`${S}EXPOSE 80 \\\n  80\nUSER x`).map((p) => p.fixes)).toEqual([[]]);
  });
});

describe('port-variable-unset', () => {
  const message = (text: string, options?: Options) =>
    problems(text, options).map((p) => `${slice(text, p.site)}: ${p.message}`);

  it.each<[string, string, string, Options?]>([
    [
      'nobody sets it',
      `${S}EXPOSE $PORT`,
      '$PORT: No ARG or ENV of this stage sets `PORT`, so `EXPOSE $PORT` exposes nothing. Set it above with `ENV PORT=…` or `ARG PORT=…`, or write the port.',
    ],
    [
      'one word of several',
      `${S}EXPOSE 80 \${PORT}`,
      '${PORT}: No ARG or ENV of this stage sets `PORT`, so this word exposes nothing. Set it above with `ENV PORT=…` or `ARG PORT=…`, or write the port.',
    ],
    [
      'with a protocol',
      `${S}EXPOSE $PORT/tcp`,
      '$PORT: No ARG or ENV of this stage sets `PORT`, so `/tcp` is what is left, and the build stops there. Set it above with `ENV PORT=…` or `ARG PORT=…`, or write the port.',
    ],
    [
      'in a range',
      `${S}ENV A=80\nEXPOSE $A-$B`,
      '$B: No ARG or ENV of this stage sets `B`, so `80-` is what is left, and the build stops there. Set it above with `ENV B=…` or `ARG B=…`, or write the port.',
    ],
    [
      'only a part',
      `${S}EXPOSE 53/$PROTO`,
      '$PROTO: No ARG or ENV of this stage sets `PROTO`, so `53/` is what is left. Set it above with `ENV PROTO=…` or `ARG PROTO=…`, or write the port.',
    ],
    [
      'not declared again',
      `ARG PORT=80\n${S}EXPOSE $PORT`,
      '$PORT: `PORT` is declared before the first FROM, where only FROM lines see it, so `EXPOSE $PORT` exposes nothing. Declare it again in this stage: `ARG PORT`.',
    ],
    [
      'not declared again, whatever the base',
      'ARG PORT=80\nFROM acme/base\nEXPOSE $PORT',
      '$PORT: `PORT` is declared before the first FROM, where only FROM lines see it, so `EXPOSE $PORT` exposes nothing. Declare it again in this stage: `ARG PORT`.',
    ],
    [
      'no value given',
      `${S}ARG PORT\nEXPOSE $PORT`,
      '$PORT: `ARG PORT` has no default and the build passes no value, so `EXPOSE $PORT` exposes nothing. Pass `PORT` as a build argument or give it a default.',
      { args: {} },
    ],
    [
      'set too late',
      `${S}EXPOSE $PORT\nENV PORT=80`,
      '$PORT: `PORT` is set only further down, so `EXPOSE $PORT` exposes nothing. Move `ENV PORT` above this line.',
    ],
    [
      'set in another stage',
      `FROM scratch AS a\nARG PORT=80\n${S}EXPOSE $PORT`,
      '$PORT: No ARG or ENV of this stage sets `PORT`, so `EXPOSE $PORT` exposes nothing. Set it above with `ENV PORT=…` or `ARG PORT=…`, or write the port.',
    ],
    [
      'in a stage that is not built',
      `${S}EXPOSE $PORT\nFROM scratch\n`,
      '$PORT: No ARG or ENV of this stage sets `PORT`, so `EXPOSE $PORT` exposes nothing. Set it above with `ENV PORT=…` or `ARG PORT=…`, or write the port.',
    ],
  ])('%s', (_, text, want, options) => {
    expect(message(text, options)).toEqual([want]);
  });

  it.each<[string, string, Options?]>([
    ['a default', `${S}EXPOSE \${PORT:-80}`],
    ['an empty default', `${S}EXPOSE 80 \${PORT:-}`],
    ['the author asks for it', `${S}EXPOSE \${PORT:?required}`],
    ['an alternative', `${S}EXPOSE \${PORT:+80}`],
    ['an argument that whoever builds may give', `${S}ARG PORT\nEXPOSE $PORT`],
    ['a global argument that whoever builds may give', `ARG PORT\n${S}ARG PORT\nEXPOSE $PORT`],
    ['an argument that is passed on', `${S}ARG PORT\nEXPOSE $PORT`, { args: { PORT: undefined } }],
    ['an unknown base that may set it', 'FROM acme/base\nEXPOSE $PORT'],
    ['a stage that the build leaves out', `${S}ARG PORT\nEXPOSE $PORT\nFROM scratch`, { args: {} }],
    [
      'a stage on top of the one that is built',
      'FROM scratch AS a\nARG PORT\nFROM a AS b\nEXPOSE $PORT',
      { args: {}, target: 'a' },
    ],
    ['a base from an argument', 'ARG B\nFROM $B\nEXPOSE $PORT'],
    ['an unknown base below a stage', 'FROM acme/base AS a\nFROM a\nEXPOSE $PORT'],
    ['.NET images, which set ports', 'FROM mcr.microsoft.com/dotnet/runtime-deps:8.0\nEXPOSE $ASPNETCORE_HTTP_PORTS'],
    ['ONBUILD, whose variables stand elsewhere', `${S}ONBUILD EXPOSE $PORT`],
    ['an empty value', `${S}ENV PORT=\nEXPOSE $PORT`],
    ['a use elsewhere', `${S}USER $PORT\nENV A=$PORT`],
  ])('nothing about %s', (_, text, options) => {
    expect(message(text, options)).toEqual([]);
  });

  it('is milder where an .env file has the variable', () => {
    const text = `${S}EXPOSE \${CART_PORT}\n`;
    const [p] = problems(text, { env: { CART_PORT: '7070' } });
    expect([p?.severity, p?.related.map((r) => r.at.uri)]).toEqual(['hint', ['file:///w/.env']]);
    expect(fixed(text, p as NonNullable<typeof p>)).toBe(`${S}ARG CART_PORT=7070\nEXPOSE \${CART_PORT}\n`);
    expect(p?.message).toBe(
      '`CART_PORT` is set in an .env file, which builds do not read, so `EXPOSE ${CART_PORT}` exposes nothing. The image works all the same; to expose the port, add `ARG CART_PORT=7070` above.',
    );
    // What is no port is nobody's business.
    expect(problems(text, { env: { CART_PORT: 's3cret!' } })[0]?.message).not.toContain('s3cret');
  });

  it('declares an argument again, at the place and in the manner of the line', () => {
    const text = 'ARG PORT=80\r\nFROM scratch\r\n  EXPOSE $PORT\r\n';
    const [p] = problems(text);
    expect([p?.certainty, p?.severity, p?.fixes[0]?.safe]).toEqual(['high', undefined, true]);
    expect(fixed(text, p as NonNullable<typeof p>)).toBe(
      'ARG PORT=80\r\nFROM scratch\r\n  ARG PORT\r\n  EXPOSE $PORT\r\n',
    );
    expect(p?.related.map((r) => slice(text, r.at))).toEqual(['PORT']);
  });

  it('reports a deferred instruction once, where it stands', () => {
    const text = 'FROM scratch AS a\nONBUILD EXPOSE $PORT x\nFROM a AS b\nFROM a AS c\n';
    expect(found(text)).toEqual(['invalid-port "x"', 'port-variable-unset "$PORT"']);
  });
});

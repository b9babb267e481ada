import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dockerfile } from '../../src/formats/dockerfile';
import { concatMapped, mapCopy, mapFile } from '../../src/text/mapped';
import { sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import type { Options } from './dockerfileHarness';
import { COMPOSE, exposes, facts, image, problems, slice, URI } from './dockerfileHarness';

const q = '`';

describe('EXPOSE (formats.md §1.2)', () => {
  it.each<[string, string[]]>([
    ['EXPOSE 80', ['80/tcp']],
    ['EXPOSE 80 443/tcp 5000-5010/udp', ['80/tcp', '443/tcp', '5000-5010/udp']],
    ['EXPOSE 80/TCP', ['80/tcp']],
    ['EXPOSE 53/udp 132/sctp', ['53/udp', '132/sctp']],
    ['EXPOSE 80/', ['80/tcp']],
    ['EXPOSE 80-80', ['80/tcp']],
    ['EXPOSE 8080:80', ['80/tcp']],
    ['EXPOSE 127.0.0.1:8080:80', ['80/tcp']],
    ['EXPOSE "80" \'443\'', ['80/tcp', '443/tcp']],
    ['EXPOSE 1-65535', ['1-65535/tcp']],
    ['EXPOSE 80 abc 443', ['80/tcp', '443/tcp']],
    ['EXPOSE 80/http', []],
    ['EXPOSE 80,443', []],
    ['EXPOSE 90-80', []],
    ['EXPOSE 70000', []],
    ['EXPOSE 0', []],
    ['EXPOSE', []],
    ['expose 80', ['80/tcp']],
    ['EXPOSE 80 \\\n# comment\n  443', ['80/tcp', '443/tcp']],
    ['EXPOSE 80\nEXPOSE 443', ['80/tcp', '443/tcp']],
    ['# EXPOSE 80', []],
    ['RUN <<EOF\nEXPOSE 80\nEOF', []],
    ['RUN echo \\\nEXPOSE 80', []],
    ['LABEL a="EXPOSE 80"', []],
  ])('%j', (line, want) => {
    expect(exposes(`FROM scratch\n${line}\n`)).toEqual(want);
  });
});

describe('variables (formats.md §1.3)', () => {
  const S = 'FROM scratch\n';
  it.each<[string, string, string[], Options?]>([
    ['$v', `${S}ENV P=80\nEXPOSE $P`, ['80/tcp']],
    ['${v}', `${S}ENV P=80\nEXPOSE \${P}/udp`, ['80/udp']],
    ['${v:-w} unset', `${S}EXPOSE \${P:-8080}/tcp`, ['8080/tcp']],
    ['${v:-w} empty', `${S}ENV P=\nEXPOSE \${P:-8080}`, ['8080/tcp']],
    ['${v-w} empty', `${S}ENV P=\nEXPOSE \${P-8080}`, []],
    ['${v-w} unset', `${S}EXPOSE \${P-8080}`, ['8080/tcp']],
    ['${v:-w} set', `${S}ENV P=80\nEXPOSE \${P:-8080}`, ['80/tcp']],
    ['${v:+w} set', `${S}ENV P=80\nEXPOSE \${P:+443}`, ['443/tcp']],
    ['${v:+w} unset', `${S}EXPOSE \${P:+443}`, []],
    ['${v+w} empty', `${S}ENV P=\nEXPOSE \${P+443}`, ['443/tcp']],
    ['nested', `${S}ENV Q=81\nEXPOSE \${P:-\${Q:-80}}`, ['81/tcp']],
    ['several ports in one value', `${S}ENV PORTS="80 443/udp"\nEXPOSE $PORTS 8080`, ['80/tcp', '443/udp', '8080/tcp']],
    ['a quoted value stays one word', `${S}ENV PORTS="80 443"\nEXPOSE "$PORTS"`, []],
    ['a range of two', `${S}ENV A=1 B=5\nEXPOSE $A-$B`, ['1-5/tcp']],
    ['joined', `${S}ENV A=80\nEXPOSE \${A}80`, ['8080/tcp']],
    ['escaped', `${S}ENV P=80\nEXPOSE \\$P`, []],
    ['single quotes', `${S}ENV P=80\nEXPOSE '$P'`, []],
    ['escape directive', `# escape=${q}\n${S}ENV P=80\nEXPOSE ${q}$P \${P}`, ['80/tcp']],
    ['values from before the instruction', `${S}ENV A=1\nENV A=2 B=$A\nEXPOSE $B $A`, ['1/tcp', '2/tcp']],
    ['legacy ENV', `${S}ENV P 80\nEXPOSE $P`, ['80/tcp']],
    ['ARG default', `${S}ARG P=80\nEXPOSE $P`, ['80/tcp']],
    ['ARG sees the one before it on its line', `${S}ARG A=80 B=$A\nEXPOSE $B`, ['80/tcp']],
    ['ENV beats ARG', `${S}ARG P=80\nENV P=81\nEXPOSE $P`, ['81/tcp']],
    ['ENV beats a later ARG', `${S}ENV P=81\nARG P=80\nEXPOSE $P`, ['81/tcp']],
    ['build argument over default', `${S}ARG P=80\nEXPOSE $P`, ['90/tcp'], { args: { P: '90' } }],
    ['build argument that is not declared', `${S}EXPOSE \${P:-1}`, ['1/tcp'], { args: { P: '90' } }],
    ['global ARG again', `ARG P=80\n${S}ARG P\nEXPOSE $P`, ['80/tcp']],
    ['global ARG not declared again', `ARG P=80\n${S}EXPOSE $P`, []],
    ['global ARG again with a default of its own', `ARG P=80\n${S}ARG P=81\nEXPOSE $P`, ['81/tcp']],
    ['global ARG overridden', `ARG P=80\n${S}ARG P\nEXPOSE $P`, ['90/tcp'], { args: { P: '90' } }],
    ['global ARG of a global ARG', `ARG A=80\nARG P=$A\n${S}ARG P\nEXPOSE $P`, ['80/tcp']],
    ['ARG without default, nobody builds', `${S}ARG P\nEXPOSE $P 1`, ['?/tcp', '1/tcp']],
    ['ARG without default, somebody builds', `${S}ARG P\nEXPOSE $P 1`, ['1/tcp'], { args: {} }],
    ['ARG passed on from the environment', `${S}ARG P\nEXPOSE $P/udp`, ['?/udp'], { args: { P: undefined } }],
    ['ARG of a stage further up', `FROM scratch AS a\nARG P=80\nFROM a\nEXPOSE $P`, ['80/tcp']],
    ['ARG of another stage', `FROM scratch AS a\nARG P=80\nFROM scratch\nEXPOSE $P`, []],
    ['ARG of the builder', `${S}ARG TARGETARCH\nEXPOSE $TARGETARCH`, ['?/tcp'], { args: {} }],
    [
      'patterns are not computed',
      `${S}ENV P=80/tcp\nEXPOSE \${P%/tcp} \${P#8} \${P/tcp/udp}`,
      ['?/tcp', '?/tcp', '?/tcp'],
    ],
    ['a base that may set it', 'FROM some/thing\nEXPOSE $P', ['?/tcp']],
    ['a base that does not', 'FROM node:22\nEXPOSE $P', []],
    [
      'an unreadable chain',
      `${S}${Array.from({ length: 40 }, (_, i) => `ENV A${i + 1}=$A${i}$A${i}\n`)
        .join('')
        .replace('$A0$A0', '1')}EXPOSE $A40`,
      ['?/tcp'],
    ],
  ])('%s', (_, text, want, options) => {
    expect(exposes(text, options)).toEqual(want);
  });

  it('knows where a value comes from', () => {
    const text = 'ARG BASE=80\nFROM scratch\nARG BASE\nENV PORT=${BASE}\nEXPOSE ${PORT:-1}/tcp\n';
    const [only] = image(text).exposes;
    const value = only?.port.alternatives[0];
    expect(slice(text, only?.site as Span)).toBe('${PORT:-1}/tcp');
    expect(slice(text, value?.site as Span)).toBe('${PORT:-1}');
    expect(value?.origins).toEqual([{ kind: 'text', span: { uri: URI, start: 9, end: 11 } }]);
    expect(value?.via.map((s) => `${s.kind} ${s.name} ${s.at && slice(text, s.at)}`)).toEqual([
      'variable PORT PORT',
      'default BASE BASE',
    ]);
    expect(value?.certainty).toBe('high');
  });

  it('leads into the default of an expression', () => {
    const text = 'FROM scratch\nEXPOSE ${PORT:-8080}\n';
    const value = image(text).exposes[0]?.port.alternatives[0];
    expect(value?.origins.map((o) => (o.kind === 'text' ? slice(text, o.span) : ''))).toEqual(['8080']);
    expect(value?.via.map((s) => [s.kind, s.name])).toEqual([['default', 'PORT']]);
  });

  it('leads into build.args', () => {
    const text = 'FROM scratch\nARG PORT=1\nEXPOSE $PORT\n';
    const value = image(text, { args: { PORT: '8080' } }).exposes[0]?.port.alternatives[0];
    expect(slice(text, value?.site as Span)).toBe('$PORT');
    expect(value?.origins).toEqual([{ kind: 'text', span: { uri: COMPOSE, start: 120, end: 124 } }]);
    expect(value?.via).toEqual([{ kind: 'build-arg', name: 'PORT', at: { uri: COMPOSE, start: 120, end: 124 } }]);
  });

  it('takes literal words as certain', () => {
    const text = 'FROM scratch\nEXPOSE 8080/tcp\n';
    const value = image(text).exposes[0]?.port.alternatives[0];
    expect(value).toMatchObject({ certainty: 'certain', via: [], site: { start: 20, end: 24 } });
  });
});

describe('the effective stage (formats.md §1.4)', () => {
  const two = 'FROM node:22 AS Build\nEXPOSE 1\nFROM scratch AS run\nEXPOSE 2\nFROM build AS dev\nEXPOSE 3\n';
  it.each<[string, string | undefined, string, string[]]>([
    ['last', undefined, 'dev', ['3/tcp', '1/tcp stage']],
    ['by name', 'run', 'run', ['2/tcp']],
    ['by name in another case', 'BUILD', 'Build', ['1/tcp']],
    ['by number', '1', 'run', ['2/tcp']],
  ])('%s', (_, target, stage, want) => {
    const made = image(two, { args: {}, ...(target === undefined ? {} : { target }) });
    expect([
      made.stage.value,
      ...made.exposes.map(
        (e) =>
          `${e.port.alternatives.map((a) => (a.value.kind === 'number' ? a.value.number : '')).join('')}/${e.protocol}${e.origin === 'own' ? '' : ` ${e.origin}`}`,
      ),
    ]).toEqual([stage, ...want]);
  });

  it('makes no image for a target that is not there, nor for a file without stages', () => {
    expect(facts(two, { target: 'nope' })).toEqual([]);
    expect(facts('EXPOSE 80')).toEqual([]);
    expect(facts('')).toEqual([]);
  });

  it('names a stage without a name by its number, at its FROM', () => {
    const text = 'FROM a AS x\nFROM b\n';
    const { stage } = image(text);
    expect([stage.value, slice(text, stage.site)]).toEqual(['1', 'FROM b']);
  });

  it('inherits everything along FROM, and nothing by COPY --from', () => {
    const text = [
      'FROM node:22 AS base',
      'ENV PORT=3000',
      'EXPOSE $PORT',
      'USER node',
      'ENTRYPOINT ["node"]',
      'CMD ["a.js"]',
      'HEALTHCHECK CMD true',
      'FROM scratch AS other',
      'EXPOSE 9',
      'FROM base AS mid',
      'FROM mid',
      'COPY --from=other / /',
      'CMD ["b.js"]',
    ].join('\n');
    const made = image(text);
    expect(made.env.map((v) => [v.name, v.value?.text])).toEqual([['PORT', '3000']]);
    expect(made.exposes.map((e) => e.origin)).toEqual(['stage']);
    expect(made.user?.value).toBe('node');
    expect(made.entrypoint?.words.map((w) => w.text)).toEqual(['node']);
    expect(made.command?.words.map((w) => w.text)).toEqual(['b.js']);
    expect(made.check).toBeDefined();
    expect(made.base?.alternatives.map((b) => b.value)).toEqual(['node:22']);
    expect(made.open).toBeUndefined();
  });

  it.each<[string, string, string | undefined, string | undefined]>([
    [
      'an inherited CMD goes with a new ENTRYPOINT',
      'FROM scratch AS a\nCMD ["x"]\nFROM a\nENTRYPOINT ["y"]',
      'y',
      undefined,
    ],
    ['a CMD of its own stays, before or behind', 'FROM scratch\nCMD ["x"]\nENTRYPOINT ["y"]', 'y', 'x'],
    ['the last counts', 'FROM scratch\nCMD a\nCMD b\nENTRYPOINT c\nENTRYPOINT d', 'd', 'b'],
    [
      'an empty list takes away',
      'FROM scratch AS a\nENTRYPOINT ["y"]\nCMD ["x"]\nFROM a\nENTRYPOINT []\nCMD ["z"]',
      undefined,
      'z',
    ],
    ['half-typed says nothing', 'FROM scratch\nCMD ["x"]\nCMD', undefined, 'x'],
  ])('%s', (_, text, entrypoint, command) => {
    const made = image(text);
    expect([made.entrypoint?.words[0]?.text, made.command?.words[0]?.text]).toEqual([entrypoint, command]);
  });

  it('runs ONBUILD in stages that start from it, not in its own', () => {
    expect(exposes('FROM scratch\nONBUILD EXPOSE 80\n')).toEqual([]);
    expect(exposes('FROM scratch AS a\nONBUILD EXPOSE 80\nONBUILD ENV P=90\nFROM a\nEXPOSE $P')).toEqual([
      '80/tcp',
      '90/tcp',
    ]);
    expect(exposes('FROM scratch AS a\nONBUILD EXPOSE 80\nFROM a AS b\nFROM b')).toEqual(['80/tcp stage']);
  });

  it('takes the base from arguments', () => {
    expect(image('ARG V=22\nFROM node:${V} AS x').base?.alternatives[0]).toMatchObject({
      value: 'node:22',
      certainty: 'high',
    });
    expect(image('ARG B\nFROM $B').base?.open?.because).toContain('`ARG B` has no default');
    expect(image('ARG B=base\nFROM node AS base\nEXPOSE 1\nFROM $B').exposes.map((e) => e.origin)).toEqual(['stage']);
    expect(image('FROM scratch').base).toBeUndefined();
  });

  it('adds the ports of known base images', () => {
    const text = 'FROM nginx:1.27\nEXPOSE 8080\n';
    const made = image(text);
    expect(made.exposes.map((e) => [e.origin, e.port.alternatives[0]?.value])).toEqual([
      ['own', { kind: 'number', number: 8080 }],
      ['known-image', { kind: 'number', number: 80 }],
    ]);
    const inherited = made.exposes[1]?.port.alternatives[0];
    expect([slice(text, inherited?.site as Span), inherited?.origins[0]?.kind]).toEqual(['nginx:1.27', 'implied']);
    expect(made.open).toBeUndefined();
  });

  it.each<[string, string, string | undefined]>([
    ['unknown base', 'FROM acme/base', 'nothing is known of its base image `acme/base`'],
    [
      'unknown base below stages',
      'FROM acme/base@sha256:00 AS a\nFROM a',
      'nothing is known of its base image `acme/base`',
    ],
    ['language base', 'FROM python:3.13\nCMD ["python","a.py"]', undefined],
    ['scratch', 'FROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]', undefined],
    [
      'script',
      'FROM node\nENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["node","a.js"]',
      '`/docker-entrypoint.sh` may start anything',
    ],
    ['script in a shell', 'FROM node\nCMD ["sh","-c","./start.sh"]', '`./start.sh` may start anything'],
    ['script in shell form', 'FROM node\nCMD exec ./start.sh', '`./start.sh` may start anything'],
    ['a script as an argument', 'FROM node\nCMD ["node","a.js","build.sh"]', undefined],
    ['process manager', 'FROM python:3\nCMD ["supervisord","-n"]', '`supervisord` may start anything'],
    ['another program on a known image', 'FROM nginx\nCMD ["/app"]', 'it runs `/app` instead of what `nginx` runs'],
    ['the same program on a known image', 'FROM nginx\nCMD ["nginx","-g","daemon off;"]', undefined],
    [
      'a port that is not known',
      'FROM node\nARG P\nEXPOSE $P',
      '`ARG P` has no default, so whoever builds the image gives it',
    ],
    ['a here-document left open', 'FROM node\nRUN <<EOF\nEXPOSE 1', 'a here-document is not closed'],
    ['a known image with a variable tag', 'ARG V\nFROM python:${V}\n', undefined],
  ])('open: %s', (_, text, because) => {
    expect(image(text).open?.because).toBe(because);
  });
});

describe('other facts (formats.md §1.5)', () => {
  it('tells ASP.NET images by their version', () => {
    const vars = (tag: string) =>
      image(`FROM mcr.microsoft.com/dotnet/aspnet:${tag}`).env.map((v) => `${v.name}=${v.value?.text}`);
    expect(vars('8.0-alpine')).toEqual(['ASPNETCORE_HTTP_PORTS=8080']);
    expect(vars('10.0')).toEqual(['ASPNETCORE_HTTP_PORTS=8080']);
    expect(vars('7.0')).toEqual(['ASPNETCORE_URLS=http://+:80']);
    expect(vars('latest')).toEqual([]);
    const made = image('FROM mcr.microsoft.com/dotnet/aspnet:8.0\nENV ASPNETCORE_HTTP_PORTS=9000');
    expect(made.env.map((v) => v.value?.text)).toEqual(['9000']);
    expect(made.exposes).toEqual([]);
  });

  it('lists variables with their places', () => {
    const text = 'FROM scratch\nARG V\nENV PORT=3000 URL="http://x:$PORT" V=$V\nENV PORT=3001\n';
    const { env } = image(text);
    expect(env.map((v) => [v.name, v.value?.text, v.source, slice(text, v.nameSite)])).toEqual([
      ['PORT', '3001', 'image', 'PORT'],
      ['URL', 'http://x:', 'image', 'URL'],
      ['V', undefined, 'image', 'V'],
    ]);
    expect(env[2]?.open?.because).toContain('`ARG V` has no default');
  });

  it('keeps the form of commands', () => {
    const text = 'FROM scratch\nENTRYPOINT ["a", "b c"]\nCMD d $E\n';
    const { entrypoint, command } = image(text);
    expect([
      entrypoint?.form,
      entrypoint?.words.map((w) => w.text),
      command?.form,
      command?.words.map((w) => w.text),
    ]).toEqual(['exec', ['a', 'b c'], 'shell', ['d $E']]);
    expect(slice(text, (entrypoint as NonNullable<typeof entrypoint>).site)).toBe('ENTRYPOINT ["a", "b c"]');
  });

  it('takes the last HEALTHCHECK, and none after NONE', () => {
    const shell = (text: string) => image(text).check?.command?.words.map((w) => w.text);
    expect(shell('FROM scratch\nHEALTHCHECK CMD a\nHEALTHCHECK --interval=3s CMD b c')).toEqual(['b c']);
    expect(shell('FROM scratch\nHEALTHCHECK CMD ["a", "b"]')).toEqual(['a', 'b']);
    expect(shell('FROM scratch\nHEALTHCHECK CMD a\nHEALTHCHECK NONE')).toBeUndefined();
    expect(shell('FROM scratch AS a\nHEALTHCHECK CMD a\nFROM a\nHEALTHCHECK none')).toBeUndefined();
    expect(shell('FROM scratch AS a\nHEALTHCHECK CMD a\nFROM a')).toEqual(['a']);
  });

  it.each<[string, string | undefined]>([
    ['USER 1001:0', '1001'],
    ['USER app', 'app'],
    ['ENV U=app\nUSER $U', 'app'],
    ['USER app\nUSER root', 'root'],
    ['ARG U\nUSER $U', undefined],
  ])('%s', (lines, user) => {
    expect(image(`FROM scratch\n${lines}`).user?.value).toBe(user);
  });

  it.each<[string, boolean]>([
    ['COPY nginx.conf /etc/nginx/nginx.conf', true],
    ['COPY default.conf /etc/nginx/conf.d/', true],
    ['COPY nginx.conf /etc/nginx/', true],
    ['COPY conf /etc/nginx', true],
    ['ADD rootfs /', true],
    ['ADD rootfs.tar.gz /', true],
    ['COPY --from=x /etc/nginx/nginx.conf /etc/nginx/nginx.conf', true],
    ['WORKDIR /etc\nWORKDIR nginx\nCOPY nginx.conf .', true],
    ['COPY <<EOF /etc/nginx/conf.d/a.conf\nlisten 1;\nEOF', true],
    ["RUN sed -i 's/80/8080/' /etc/nginx/conf.d/default.conf", true],
    ['COPY dist /usr/share/nginx/html', false],
    ['COPY index.html /', false],
    ['RUN apk add curl', false],
  ])('config of the base: %s', (line, changed) => {
    const made = image(`FROM nginx\n${line}\n`);
    expect(made.configChanged !== undefined).toBe(changed);
  });

  it('knows templates', () => {
    expect(image('FROM {{ base }}\nEXPOSE {{ port }}').template).toBe(true);
    expect(image('FROM node\nEXPOSE 80', { uri: 'file:///w/Dockerfile.j2' }).template).toBe(true);
    expect(image('FROM node\nEXPOSE 80').template).toBe(false);
    expect(problems('FROM {{ base }}\nEXPOSE {{ port }} x')).toEqual([]);
    expect(problems('FROM node\nEXPOSE x', { uri: 'file:///w/Dockerfile.tmpl' })).toEqual([]);
  });

  it('reads inline text where it stands', () => {
    const parts = [mapCopy('FROM nginx\n', COMPOSE, 60), mapCopy('EXPOSE 80 80\n', COMPOSE, 77)];
    const text = concatMapped(parts, { uri: COMPOSE, start: 54, end: 90 });
    const all = facts('', { text, uri: COMPOSE, args: {} });
    expect(all.map((f) => f.kind)).toEqual(['image', 'problem']);
    expect(all[1]).toMatchObject({ site: { uri: COMPOSE, start: 87, end: 89 }, fixes: [] });
  });
});

describe('any text', () => {
  const line = fc.constantFrom(
    'FROM a',
    'FROM node AS b',
    'FROM b',
    'EXPOSE 80 80',
    'EXPOSE $A/tcp',
    'EXPOSE ${A:-${B}}',
    'EXPOSE 8080:80 9-1 x/y # z',
    'ENV A=$A$B B="1 2"',
    'ARG A',
    'ARG A=1',
    'ARG B=$A',
    'CMD ["a","$A"]',
    'CMD a $A',
    'ENTRYPOINT ./x.sh',
    'HEALTHCHECK CMD curl localhost:80',
    'COPY a b',
    'RUN <<E',
    'E',
    'USER $A',
    'WORKDIR $B',
    'ONBUILD EXPOSE $A',
    '\\',
    '# escape=`',
    'EXPOSE "',
    "EXPOSE '",
    'EXPOSE ${',
    'EXPOSE \\',
  );
  const texts = fc.oneof(
    fc.array(line, { maxLength: 12 }).map((l) => l.join('\n')),
    fc.array(line, { maxLength: 12 }).map((l) => l.join('\\\r\n')),
    fc.string({ maxLength: 100 }).map((s) => `FROM a\nEXPOSE ${s}`),
  );
  it('is read without throwing, every place inside it', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, asked) => {
        const all = facts(text, asked ? { args: { A: '7' } } : {});
        JSON.stringify(all, (key, value: unknown) => {
          const s = value as Partial<Span> | null;
          if (s && typeof s === 'object' && s.uri === URI && key !== 'whole' && key !== 'dockerfile') {
            expect(s.start).toBeGreaterThanOrEqual(0);
            expect(s.end).toBeLessThanOrEqual(text.length);
            expect(s.start).toBeLessThanOrEqual(s.end as number);
          }
          return value;
        });
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, string]>([
    ['one RUN of 1 MB', `FROM nginx\nRUN ${'x '.repeat(500_000)}\nEXPOSE 80`],
    ['one EXPOSE of 1 MB', `FROM a\nEXPOSE ${'80 '.repeat(333_000)}\nEXPOSE 80`],
    ['an EXPOSE of 5,000 words', `FROM a\nEXPOSE ${'80 '.repeat(5000)}`],
    ['20,000 continuation lines', `FROM a\nRUN a \\\n${' b && \\\n'.repeat(20_000)} c\nEXPOSE 80`],
    ['a here-document of 1 MB', `FROM a\nRUN <<EOF\n${'EXPOSE 1\n'.repeat(111_000)}EOF\nEXPOSE 80`],
    ['5,000 instructions', `FROM a\n${'EXPOSE 80\n'.repeat(5000)}`],
    ['a variable that grows', `FROM scratch\nENV P=1\n${'ENV P=$P:1\n'.repeat(5000)}EXPOSE $P`],
    [
      '5,000 variables',
      `FROM scratch\n${Array.from({ length: 5000 }, (_, i) => `ENV A${i + 1}=$A${i}\n`).join('')}EXPOSE $A5000`,
    ],
    ['deep defaults', `FROM scratch\nEXPOSE ${'${A:-'.repeat(5000)}80${'}'.repeat(5000)}`],
    [
      '500 stages',
      Array.from(
        { length: 500 },
        (_, i) => `FROM ${i === 0 ? 'scratch' : `s${i - 1}`} AS s${i}\nENV A${i}=1\nEXPOSE ${i + 1}\n`,
      ).join(''),
    ],
  ])('%s within bounds', (_, text) => {
    const start = performance.now();
    facts(text);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

describe('detect', () => {
  it('goes by the name', () => {
    expect(dockerfile.detect('file:///a/Dockerfile')).toBe(true);
    expect(dockerfile.detect('file:///a/compose.yaml')).toBe(false);
  });

  it('gives equal facts for equal text', () => {
    const text = 'FROM nginx\nEXPOSE 80 80\n';
    expect(facts(text)).toEqual(facts('', { text: mapFile(sourceFile(URI, text)) }));
  });
});

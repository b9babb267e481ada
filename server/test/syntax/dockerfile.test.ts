import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../src/syntax/dockerfile';
import { isDockerfileName, isTemplateName, looksLikeDockerfile, parseDockerfile } from '../../src/syntax/dockerfile';
import { concatMapped, mapCopy, mapFile, sliceMapped, traceAll } from '../../src/text/mapped';
import type { MappedText } from '../../src/text/mapped';
import { sourceFile } from '../../src/text/source';

const URI = 'file:///w/Dockerfile';
const parse = (text: string) => parseDockerfile(mapFile(sourceFile(URI, text)));
const q = '`';

/** One line for an instruction, every part quoted. */
function show(i: Instruction): string {
  const words = (list: readonly MappedText[]) => list.map((w) => JSON.stringify(w.text)).join(' ');
  switch (i.kind) {
    case 'from':
      return `FROM ${words([i.image])}${i.stage ? ` AS ${words([i.stage])}` : ''}`;
    case 'pairs':
      return `${i.keyword} ${i.pairs.map((p) => `${p.name.text}${p.value ? `=${JSON.stringify(p.value.text)}` : ''}`).join(' ')}`;
    case 'words':
      return `${i.keyword} ${[...i.flags.map((f) => `--${f.name}=${f.value?.text}`), words(i.words)].join(' ')}`;
    case 'command':
      return `${i.keyword} ${i.none ? 'none' : i.form} ${words(i.words)}`;
    case 'onbuild':
      return `ONBUILD ${i.trigger ? show(i.trigger) : ''}`;
    case 'other':
      return `${i.keyword} other${i.unread ? ' unread' : ''}`;
  }
}

const shown = (text: string) => parse(text).instructions.map((i) => show(i).trim());

describe('lines', () => {
  it.each<[string, string, string[]]>([
    ['one instruction a line', 'FROM a\nEXPOSE 80\n', ['FROM "a"', 'EXPOSE "80"']],
    ['CRLF', 'FROM a\r\nEXPOSE 80\\\r\n 443\r\n', ['FROM "a"', 'EXPOSE "80" "443"']],
    ['comments and blank lines', '# c\n\nFROM a\n  # EXPOSE 1\n\t\nEXPOSE 80', ['FROM "a"', 'EXPOSE "80"']],
    ['lower case and indentation', 'from a as B\n  expose 80', ['FROM "a" AS "B"', 'EXPOSE "80"']],
    ['continuation', 'EXPOSE 80 \\\n  443', ['EXPOSE "80" "443"']],
    ['continuation joins without a blank', 'EXPOSE 80\\\n443', ['EXPOSE "80443"']],
    ['blanks behind the escape', 'EXPOSE 80 \\  \t\n 443', ['EXPOSE "80" "443"']],
    [
      'comment between continuations',
      'EXPOSE 80 \\\n# web\n  # more\n 443 \\\n\n 8080\nUSER x',
      ['EXPOSE "80" "443" "8080"', 'USER "x"'],
    ],
    ['a comment ends no continuation', 'EXPOSE 80 \\\n# web \\\n 443', ['EXPOSE "80" "443"']],
    ['two escapes do not continue', 'RUN echo \\\\\nEXPOSE 80', ['RUN shell "echo \\\\\\\\"', 'EXPOSE "80"']],
    ['continuation at the end of the file', 'EXPOSE 80 \\', ['EXPOSE "80"']],
    [
      'escape directive',
      `# escape=${q}\nFROM a\nEXPOSE 80 ${q}\n 443\nCMD c:\\x\\\nUSER x`,
      ['FROM "a"', 'EXPOSE "80" "443"', 'CMD shell "c:\\\\x\\\\"', 'USER "x"'],
    ],
    [
      'escape directive behind another one',
      `# syntax=docker/dockerfile:1\n# ESCAPE = ${q}\nEXPOSE 80 ${q}\n 443`,
      ['EXPOSE "80" "443"'],
    ],
    ['escape directive too late', `# hello\n# escape=${q}\nEXPOSE 80 ${q}\nUSER x`, [`EXPOSE "80" "${q}"`, 'USER "x"']],
    ['keyword over two lines', 'EXP\\\nOSE 80', ['EXPOSE "80"']],
    ['unknown instruction', 'FROM a\nFOO bar\nEXPOSE 1', ['FROM "a"', 'FOO other', 'EXPOSE "1"']],
    ['nothing', '', []],
    [
      'half-typed',
      'FROM\nEXPOSE\nENV\nCMD\nHEALTHCHECK\nONBUILD\nCOPY',
      ['FROM ""', 'EXPOSE', 'ENV', 'CMD shell', 'HEALTHCHECK none', 'ONBUILD', 'COPY'],
    ],
  ])('%s', (_, text, want) => {
    expect(shown(text)).toEqual(want);
  });
});

describe('here-documents', () => {
  it.each<[string, string, string[]]>([
    ['RUN', 'RUN <<EOF\nEXPOSE 1\nEOF\nEXPOSE 80', ['RUN shell "<<EOF"', 'EXPOSE "80"']],
    [
      'quoted, with tabs',
      "RUN cat <<-'END' > x\n\tEXPOSE 1\n\tEND\nEXPOSE 80",
      ['RUN shell "cat <<-\'END\' > x"', 'EXPOSE "80"'],
    ],
    ['two', 'COPY <<a <<b /x/\nEXPOSE 1\na\nEXPOSE 2\nb\nEXPOSE 80', ['COPY "<<a" "<<b" "/x/"', 'EXPOSE "80"']],
    ['file descriptor', 'RUN cat 3<<EOF\nEXPOSE 1\nEOF\nEXPOSE 80', ['RUN shell "cat 3<<EOF"', 'EXPOSE "80"']],
    [
      'behind a continuation',
      'RUN a \\\n  b <<EOF\nEXPOSE 1\nEOF\nEXPOSE 80',
      ['RUN shell "a   b <<EOF"', 'EXPOSE "80"'],
    ],
    ['in ONBUILD', 'ONBUILD RUN <<EOF\nEXPOSE 1\nEOF\nEXPOSE 80', ['ONBUILD RUN shell "<<EOF"', 'EXPOSE "80"']],
    [
      'terminator with more behind it is none',
      'RUN <<EOF\nEOF x\nEXPOSE 1\nEOF\nEXPOSE 80',
      ['RUN shell "<<EOF"', 'EXPOSE "80"'],
    ],
    ['CRLF', 'RUN <<EOF\r\nEXPOSE 1\r\nEOF\r\nEXPOSE 80', ['RUN shell "<<EOF"', 'EXPOSE "80"']],
    ['none in quotes', 'RUN sh -c "cat <<EOF"\nEXPOSE 80', ['RUN shell "sh -c \\"cat <<EOF\\""', 'EXPOSE "80"']],
    [
      'none for a here-string or a shift',
      'RUN cat <<<"a" $((1 << 2))\nEXPOSE 80',
      ['RUN shell "cat <<<\\"a\\" $((1 << 2))"', 'EXPOSE "80"'],
    ],
    ['none with a quote left open', "RUN echo it's <<EOF\nEXPOSE 80", ['RUN shell "echo it\'s <<EOF"', 'EXPOSE "80"']],
    ['none for other instructions', 'CMD cat <<EOF\nEXPOSE 80', ['CMD shell "cat <<EOF"', 'EXPOSE "80"']],
    ['left open: the rest is its body', 'RUN <<EOF\nEXPOSE 1\n', ['RUN shell "<<EOF"']],
  ])('%s', (_, text, want) => {
    expect(shown(text)).toEqual(want);
  });

  it('says where the body stands', () => {
    const text = 'RUN <<EOF\na\nb\nEOF\n';
    const [run] = parse(text).instructions;
    expect(run?.heredocs.map((h) => [h.name, text.slice(h.start, h.end), h.closed])).toEqual([['EOF', 'a\nb\n', true]]);
    expect(parse('RUN <<EOF\n').notes).toEqual(['the here-document `EOF` is not closed']);
  });
});

describe('instructions', () => {
  it.each<[string, string]>([
    ['FROM --platform=$BUILDPLATFORM a/b:1@sha256:0 AS  Build', 'FROM "a/b:1@sha256:0" AS "Build"'],
    ['ENV a=1 b="x y" c=\'z\' d=e\\ f', 'ENV a="1" b="\\"x y\\"" c="\'z\'" d="e\\\\ f"'],
    ['ENV PORT  8080 x', 'ENV PORT="8080 x"'],
    ['ENV a= b=2', 'ENV a="" b="2"'],
    ['ARG A B=1', 'ARG A B="1"'],
    ['EXPOSE 80 443/tcp "81"', 'EXPOSE "80" "443/tcp" "\\"81\\""'],
    ['EXPOSE 80\t443', 'EXPOSE "80" "443"'],
    ['CMD ["a b","c\\"d","\\u0041"]', 'CMD exec "a b" "c\\"d" "A"'],
    ['CMD [ ]', 'CMD exec'],
    ["CMD ['a']", 'CMD shell "[\'a\']"'],
    ['CMD ["a"] b', 'CMD shell "[\\"a\\"] b"'],
    ['CMD ["a", 1]', 'CMD shell "[\\"a\\", 1]"'],
    ['ENTRYPOINT a --b', 'ENTRYPOINT shell "a --b"'],
    ['HEALTHCHECK --interval=5s --timeout=3s CMD curl x || exit 1', 'HEALTHCHECK shell "curl x || exit 1"'],
    ['HEALTHCHECK cmd ["curl","x y"]', 'HEALTHCHECK exec "curl" "x y"'],
    ['HEALTHCHECK NONE', 'HEALTHCHECK none'],
    ['HEALTHCHECK --interval=5s', 'HEALTHCHECK none'],
    ['COPY --from=build --chown=a:b x y /z', 'COPY --from=build --chown=a:b "x" "y" "/z"'],
    ['COPY ["a b","/c"]', 'COPY "a b" "/c"'],
    ['USER  app:app ', 'USER "app:app"'],
    ['WORKDIR /a b', 'WORKDIR "/a b"'],
    ['ONBUILD EXPOSE 80', 'ONBUILD EXPOSE "80"'],
    ['ONBUILD HEALTHCHECK --interval=1s CMD a', 'ONBUILD HEALTHCHECK shell "a"'],
  ])('%s', (text, want) => {
    expect(shown(text)).toEqual([want]);
  });

  it('knows where every part stands', () => {
    const text = 'FROM a\n# c\nexpose 80 \\\n # c\n\t443/tcp\nCMD ["x","a\\"b\\\\c"]\nENV \\\n A="b c"';
    const at = (m: MappedText) =>
      traceAll(m).origins.map((o) => (o.kind === 'text' ? text.slice(o.span.start, o.span.end) : '?'));
    const [from, expose, cmd, env] = parse(text).instructions;
    if (from?.kind !== 'from' || expose?.kind !== 'words' || cmd?.kind !== 'command' || env?.kind !== 'pairs')
      throw new Error('kinds');
    expect(at(from.image)).toEqual(['a']);
    expect(expose.words.flatMap(at)).toEqual(['80', '443/tcp']);
    expect(text.slice(expose.start, expose.end)).toBe('expose 80 \\\n # c\n\t443/tcp');
    expect(expose.line.whole).toMatchObject({ start: expose.start, end: expose.end });
    expect(cmd.words.map(at)).toEqual([['x'], ['a\\"b\\\\c']]);
    const quote = sliceMapped(cmd.words[1] as MappedText, 2, 3);
    expect([quote.text, at(quote)]).toEqual(['b', ['b']]);
    expect(env.pairs.map((p) => [at(p.name), p.value && at(p.value)])).toEqual([[['A'], ['"b c"']]]);
  });

  it('reads text that stands elsewhere', () => {
    const yaml = '      FROM a\n      EXPOSE 80\n';
    const parts = [mapCopy('FROM a\n', 'file:///c.yaml', 6), mapCopy('EXPOSE 80\n', 'file:///c.yaml', 19)];
    const inline = concatMapped(parts, { uri: 'file:///c.yaml', start: 0, end: yaml.length });
    const expose = parseDockerfile(inline).instructions[1];
    if (expose?.kind !== 'words') throw new Error('kind');
    expect(expose.words[0]?.whole).toEqual({ uri: 'file:///c.yaml', start: 26, end: 28 });
  });

  it('gives the same document for the same text', () => {
    const text = mapFile(sourceFile(URI, 'FROM a'));
    expect(parseDockerfile(text)).toBe(parseDockerfile(text));
  });
});

describe('names and templates', () => {
  it.each([
    ['Dockerfile', true],
    ['dockerfile', true],
    ['Dockerfile.prod', true],
    ['api.Dockerfile', true],
    ['api.dockerfile', true],
    ['Containerfile', true],
    ['Containerfile.dev', true],
    ['Dockerfile.dockerignore', false],
    ['MyDockerfile', false],
    ['Dockerfiles', false],
    ['compose.yaml', false],
  ])('%s', (name, want) => {
    expect(isDockerfileName(`file:///w/${name}`)).toBe(want);
  });

  it.each([
    ['Dockerfile.j2', true],
    ['Dockerfile.tmpl', true],
    ['Dockerfile.erb', true],
    ['Dockerfile.prod', false],
    ['Dockerfile', false],
  ])('template %s', (name, want) => {
    expect(isTemplateName(`file:///w/${name}`)).toBe(want);
  });

  it.each([
    ['FROM {{ base }}', true],
    ['{% if x %}\nFROM a\n{% endif %}', true],
    ['EXPOSE {{ port }}', true],
    ['ENV PORT={{ port }}', true],
    ['ENV PORT {{ port }}', true],
    ["RUN docker ps --format '{{.ID}}'", false],
    ["HEALTHCHECK CMD docker inspect -f '{{.State}}' x", false],
    ['# {{ comment }}\nFROM a', false],
  ])('template text in %s', (text, want) => {
    expect(parse(text).template).toBe(want);
  });

  it.each([
    ['FROM a', true],
    ['# syntax=x\n\n  arg A\nFROM a', true],
    ['package main', false],
    ['', false],
    ['# FROM a', false],
  ])('looksLikeDockerfile %j', (text, want) => {
    expect(looksLikeDockerfile(text)).toBe(want);
  });
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    'FROM a\n',
    'EXPOSE ',
    '80',
    '"',
    "'",
    '$',
    '${',
    '}',
    ':-',
    '\\\n',
    '\\',
    '`',
    '\r\n',
    '\n',
    '#',
    ' ',
    '\t',
    '<<',
    'EOF',
    'RUN ',
    'COPY ',
    'CMD ',
    '[',
    ']',
    ',',
    'ENV ',
    'ARG ',
    'A=',
    'HEALTHCHECK ',
    '--x=',
    'ONBUILD ',
    '\u00e9',
    '\ud83d\ude00',
    '# escape=`\n',
    'USER ',
    '\u0000',
  );
  it('is read without throwing, every range inside it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 200 }),
          fc.array(fragment, { maxLength: 40 }).map((a) => a.join('')),
        ),
        (text) => {
          const { instructions } = parse(text);
          let last = 0;
          for (const i of instructions) {
            expect(i.start).toBeGreaterThanOrEqual(last);
            expect(i.end).toBeLessThanOrEqual(text.length);
            last = i.heredocs.at(-1)?.end ?? i.end;
            for (const m of partsOf(i)) {
              expect(m.whole.start).toBeGreaterThanOrEqual(i.start);
              expect(m.whole.end).toBeLessThanOrEqual(i.end);
            }
          }
        },
      ),
      { numRuns: 700 },
    );
  });

  function partsOf(i: Instruction): readonly MappedText[] {
    switch (i.kind) {
      case 'from':
        return [i.line, i.image, ...(i.stage ? [i.stage] : [])];
      case 'pairs':
        return i.pairs.flatMap((p) => (p.value ? [p.name, p.value] : [p.name]));
      case 'words':
        return [i.line, ...i.words, ...i.flags.flatMap((f) => (f.value ? [f.value] : []))];
      case 'command':
        return i.words;
      case 'onbuild':
        return i.trigger ? partsOf(i.trigger) : [];
      case 'other':
        return [i.line];
    }
  }
});

describe('large files', () => {
  const MB = 1_000_000;
  it.each<[string, string, number]>([
    ['one RUN of 1 MB', `FROM a\nRUN ${'x '.repeat(MB / 2)}\nEXPOSE 80`, 3],
    ['one EXPOSE of 1 MB', `FROM a\nEXPOSE ${'80 '.repeat(MB / 3)}\nEXPOSE 80`, 3],
    ['20,000 continuation lines', `FROM a\nRUN a \\\n${' b && \\\n'.repeat(20_000)} c\nEXPOSE 80`, 3],
    [
      '20,000 continued variables',
      `FROM a\nENV ${Array.from({ length: 20_000 }, (_, i) => `A${i}=${i} \\\n`).join('')}\nEXPOSE 80`,
      2,
    ],
    ['a here-document of 1 MB', `FROM a\nRUN <<EOF\n${'EXPOSE 1\n'.repeat(MB / 9)}EOF\nEXPOSE 80`, 3],
    ['20,000 instructions', `FROM a\n${'EXPOSE 80\n'.repeat(20_000)}`, 20_001],
    ['1 MB of open quotes', `FROM a\nRUN ${'"$\\{'.repeat(MB / 4)}\nEXPOSE 80`, 3],
    ['30,000 here-documents', `FROM a\nRUN ${'<<E '.repeat(10_000)}\n${'E\n'.repeat(10_000)}EXPOSE 80`, 3],
    ['deep braces', `FROM a\nRUN ${'${a:-'.repeat(10_000)}\nEXPOSE 80`, 3],
  ])('%s', (_, text, count) => {
    const start = performance.now();
    const { instructions, notes } = parse(text);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(instructions).toHaveLength(count);
    expect(notes.length).toBeLessThan(60_000);
  });
});

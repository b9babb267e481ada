import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShellResolve } from '../../src/syntax/command';
import { commandsOf, fillWord, splitCommand, unwrap } from '../../src/syntax/command';
import type { ShellCommand } from '../../src/syntax/shell';
import { execWords, parseShell, SHELL_LIMIT } from '../../src/syntax/shell';
import { mapCopy, trace, traceAll } from '../../src/text/mapped';

const URI = 'file:///w/Dockerfile';
const mapped = (text: string, start = 30) => mapCopy(text, URI, start);
const words = (c: ShellCommand) => c.words.map((w) => w.text.text);
const lines = (text: string) => parseShell(mapped(text)).commands.map(words);
const shell = (text: string) => commandsOf({ form: 'shell', words: [mapped(text)] }).commands;
const exec = (...parts: string[]) => commandsOf({ form: 'exec', words: parts.map((p) => mapped(p)) }).commands;

describe('parseShell', () => {
  it.each<[string, string[][]]>([
    ['', []],
    ['  # nothing', []],
    ['node server.js', [['node', 'server.js']]],
    ['a && b || c; d | e & f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['(a; b) && { c; }', [['a'], ['b'], ['c']]],
    ['if a; then b; elif c; then d; else e; fi', [['a'], ['b'], ['c'], ['d'], ['e']]],
    [
      'for x in 1 2; do a $x; done; while b; do c; done; until d; do e; done',
      [['a', '$x'], ['b'], ['c'], ['d'], ['e']],
    ],
    ['case $x in a) b;; *) c;; esac; f() { d; }', [['b'], ['c'], ['d']]],
    ['! time a -b', [['a', '-b']]],
    ['a \\\n  -b "c\\\nd" e\\\nf', [['a', '-b', 'cd', 'ef']]],
    ['a \\\r\n  -b "c\\\r\nd"\r\ne', [['a', '-b', 'cd'], ['e']]],
    [`a 'b c' "d \\"e\\" \\f \\$g" h\\ i $'j\\tk' "l"m'n'`, [['a', 'b c', 'd "e" \\f $g', 'h i', 'j\tk', 'lmn']]],
    ['curl http://x:80/?a=b *.js', [['curl', 'http://x:80/?a=b', '*.js']]],
    ['a <<EOF\nb c\nEOF\nd', [['a'], ['d']]],
    [
      'export PORT=80 && node x',
      [
        ['export', 'PORT=80'],
        ['node', 'x'],
      ],
    ],
    [
      '[ "$(curl -s localhost:80)" = ok ]',
      [
        ['curl', '-s', 'localhost:80'],
        ['[', '$(curl -s localhost:80)', '=', 'ok', ']'],
      ],
    ],
    ['[[ $(a) == b ]]', [['a']]],
    ['x=$(a `b`) c', [['b'], ['a', '`b`'], ['c']]],
    ['node "half', [['node', 'half']]],
    ['a && && b', [['a']]],
  ])('%j', (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('says what surrounds a command', () => {
    const flags = (text: string) =>
      parseShell(mapped(text)).commands.map(
        (c) => `${words(c).join(',')}${c.conditional ? '?' : ''}${c.substituted ? '$' : ''}${c.background ? '&' : ''}`,
      );
    expect(flags('a && b || c; if d; then e; fi; f & g $(h || i)')).toEqual([
      'a',
      'b',
      'c?',
      'd',
      'e?',
      'f&',
      'h$',
      'i?$',
      'g,$(h || i)',
    ]);
  });

  it('keeps assignments and redirections', () => {
    const [first, second] = parseShell(
      mapped('PORT=80 HOST="::" a 3<>/dev/tcp/localhost/80; (b) </dev/tcp/db/5432'),
    ).commands;
    expect(first?.assignments.map((a) => [a.name, a.value.text.text])).toEqual([
      ['PORT', '80'],
      ['HOST', '::'],
    ]);
    expect(first?.redirects.map((r) => r.text.text)).toEqual(['/dev/tcp/localhost/80']);
    expect(words(second!)).toEqual(['b']);
    expect(parseShell(mapped('(b) </dev/tcp/db/5432')).commands[1]?.redirects[0]?.text.text).toBe('/dev/tcp/db/5432');
  });

  it('describes expansions', () => {
    const word = parseShell(mapped('x "a${P:-80}b$Q"${R}${S%.*}')).commands[0]?.words[1];
    expect(word?.text.text).toBe('a${P:-80}b$Q${R}${S%.*}');
    expect(word?.literal).toBe(false);
    expect(
      word?.parameters.map((p) => [
        p.name,
        p.operator,
        p.default?.text,
        word.text.text.slice(p.range.start, p.range.end),
      ]),
    ).toEqual([
      ['P', ':-', '80', '${P:-80}'],
      ['Q', undefined, undefined, '$Q'],
      ['R', undefined, undefined, '${R}'],
      ['S', 'other', undefined, '${S%.*}'],
    ]);
    const kinds = (text: string) =>
      parseShell(mapped(text))
        .commands.at(-1)
        ?.words.map((w) => [w.literal, w.computed]);
    expect(kinds("a '$X' \\$X")).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
    expect(kinds('a $(b) $((1)) {1..2} *')).toEqual([
      [true, false],
      [false, true],
      [false, true],
      [false, true],
      [true, false],
    ]);
  });

  it('maps words to where they stand', () => {
    const text = 'a \\\r\n  --port="80\\"80" $\'\\t9\' "${P:-70}" `b \\`c\\``';
    const start = 30;
    const { commands } = parseShell(mapped(text));
    const found = commands.at(-1)!.words;
    const at = (part: string) => ({
      uri: URI,
      start: start + text.indexOf(part),
      end: start + text.indexOf(part) + part.length,
    });
    expect(trace(found[1]!.text, 7, 9).origins).toEqual([
      { kind: 'text', span: { uri: URI, start: start + text.indexOf('80'), end: start + text.indexOf('80') + 2 } },
    ]);
    expect(trace(found[1]!.text, 9, 12).origins).toEqual([
      { kind: 'text', span: { ...at('"80" $'), end: start + text.indexOf('"80" $') + 3 } },
    ]);
    expect(text.slice(found[1]!.range.start, found[1]!.range.end)).toBe('--port="80\\"80"');
    expect(traceAll(found[2]!.text).site).toEqual(at("$'\\t9'"));
    expect(traceAll(found[3]!.parameters[0]!.default!).site).toEqual(at('70'));
    expect(text.slice(found[3]!.range.start, found[3]!.range.end)).toBe('"${P:-70}"');
    expect(traceAll(commands[0]!.words[0]!.text).site).toEqual(at('`b \\`c\\``'));
  });

  it('does not read what is too long', () => {
    expect(parseShell(mapped('a '.repeat(SHELL_LIMIT)))).toMatchObject({
      commands: [],
      note: expect.stringContaining('longer'),
    });
    expect(parseShell(mapped('a; "b')).note).toBeDefined();
  });
});

describe('commandsOf', () => {
  it.each<[string, string[][]]>([
    ['exec node x', [['node', 'x']]],
    ['exec -a name env -u X A=b C="d e" node x', [['node', 'x']]],
    ['sh -c "a && b"', [['a'], ['b']]],
    ['/bin/bash -lc "exec gunicorn -b :80"', [['gunicorn', '-b', ':80']]],
    ['bash -euo pipefail -c "a"', [['a']]],
    ['bash -o errexit -c "a"', [['a']]],
    ['bash script.sh -c conf', [['bash', 'script.sh', '-c', 'conf']]],
    ['sh -c \'exec "$@"\' -- node x', [['node', 'x']]],
    ['su - app -s /bin/sh -c "node x"', [['node', 'x']]],
    ['busybox sh -c a', [['a']]],
    ['busybox httpd -f -p 80', [['busybox', 'httpd', '-f', '-p', '80']]],
    ['nohup time -f %e nice -n 5 a &', [['a']]],
    ['timeout -k 5 --signal=TERM 10 curl x', [['curl', 'x']]],
    ['env -S "a b"', [['env', '-S', 'a b']]],
    ['command -v curl', [['command', '-v', 'curl']]],
    ['poetry run uvicorn app:app', [['uvicorn', 'app:app']]],
    ['uv run --frozen --with x fastapi run', [['fastapi', 'run']]],
    ['poetry install', [['poetry', 'install']]],
    ['bundle exec puma -p 80', [['puma', '-p', '80']]],
    [
      'wait-for-it.sh db:5432 -t 5 -- node x',
      [
        ['wait-for-it.sh', 'db:5432', '-t', '5'],
        ['node', 'x'],
      ],
    ],
    ['wait-for-it db:5432', [['wait-for-it', 'db:5432']]],
    ['"$RUN" node', [['$RUN', 'node']]],
  ])('shell form %s', (text, expected) => {
    expect(shell(text).map(words)).toEqual(expected);
  });

  it.each<[string[], string[][]]>([
    [['node', '$PORT'], [['node', '$PORT']]],
    [['dumb-init', '--single-child', '--', 'node', 'x'], [['node', 'x']]],
    [
      ['/sbin/tini', '-g', '-e', '143', '--', '/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'],
      [['nginx', '-g', 'daemon off;']],
    ],
    [['docker-entrypoint.sh'], [['docker-entrypoint.sh']]],
    [['docker-entrypoint.sh', '--port=80'], [['docker-entrypoint.sh', '--port=80']]],
    [['docker-php-entrypoint', 'php-fpm'], [['php-fpm']]],
    [['su-exec', 'app:app', 'a'], [['a']]],
    [['gosu', 'app', 'sh', '-c', 'a $B'], [['a', '$B']]],
    [['sh', '-c'], [['sh', '-c']]],
    [
      ['sh', '-c', 'a; sh -c "b; sh -c c"'],
      [['a'], ['b'], ['c']],
    ],
    [['C:\\bin\\env.exe', 'A=b', 'app.exe'], [['app.exe']]],
    [[], []],
  ])('exec form %j', (parts, expected) => {
    expect(exec(...parts).map(words)).toEqual(expected);
  });

  it('notes wrappers and what they set, and keeps the surroundings', () => {
    const [command] = shell('X=1 tini -- env A=b "C=$D" sh -c "E=2 node x" &');
    expect(command?.wrappers).toEqual(['tini', 'env', 'sh']);
    expect(
      command?.assignments.map((a) => [a.name, a.value.text.text, a.value.parameters.map((p) => p.range)]),
    ).toEqual([
      ['X', '1', []],
      ['A', 'b', []],
      ['C', '$D', [{ start: 0, end: 2 }]],
      ['E', '2', []],
    ]);
    expect(command?.background).toBe(true);
    expect(exec('node', '$PORT')[0]?.words[1]?.literal).toBe(true);
    expect(exec('sh', '-c', 'node $PORT')[0]?.words[1]?.literal).toBe(false);
  });

  it('maps scripts in exec words', () => {
    const text = '["sh", "-c", "node --port 3000"]';
    const pieces = ['sh', '-c', 'node --port 3000'].map((p) => mapped(p, 30 + text.indexOf(p)));
    const [command] = commandsOf({ form: 'exec', words: pieces }).commands;
    expect(traceAll(command!.words[2]!.text).site).toEqual({
      uri: URI,
      start: 30 + text.indexOf('3000'),
      end: 34 + text.indexOf('3000'),
    });
  });

  it('ends with scripts that wrap themselves', () => {
    expect(unwrap(execWords(Array.from({ length: 5_000 }, () => mapped('exec'))))).toHaveLength(1);
    let script = 'a';
    for (let i = 0; i < 12; i++) script = `sh -c ${JSON.stringify(script)}`;
    expect(shell(script)).toHaveLength(1);
  });
});

describe('fillWord', () => {
  const env: Record<string, string> = { PORT: '3000', EMPTY: '' };
  const resolve: ShellResolve = (name) =>
    name in env ? { value: mapCopy(env[name]!, 'file:///w/env', 0), step: { kind: 'variable', name } } : undefined;
  const fill = (text: string) => fillWord(parseShell(mapped(`x ${text}`)).commands.at(-1)!.words[1]!, resolve);

  it.each([
    ['plain', 'plain'],
    [':$PORT', ':3000'],
    ['"0.0.0.0:${PORT}"', '0.0.0.0:3000'],
    ["'$PORT'", '$PORT'],
    ['${NOPE:-80}', '80'],
    ['${EMPTY:-80}', '80'],
    ['${EMPTY-80}', ''],
    ['${NOPE:-${PORT:-1}}', '3000'],
    ['${NOPE:=80}', '80'],
    ['${PORT:+yes}-${NOPE:+no}', 'yes-'],
    ['${PORT:?gone}', '3000'],
    ['$NOPE', undefined],
    ['${NOPE:?gone}', undefined],
    ['${PORT%0}', undefined],
    ['$(a)', undefined],
    ['a$((1+1))', undefined],
  ])('%s becomes %s', (text, expected) => {
    expect(fill(text)?.text).toBe(expected);
  });

  it('keeps site, origin and way', () => {
    const filled = fill('"a:${PORT}:${X:-80}"')!;
    expect(filled.text).toBe('a:3000:80');
    expect(trace(filled, 2, 6)).toEqual({
      site: { uri: URI, start: 35, end: 42 },
      origins: [{ kind: 'text', span: { uri: 'file:///w/env', start: 0, end: 4 } }],
      via: [{ kind: 'variable', name: 'PORT' }],
    });
    expect(trace(filled, 7, 9)).toMatchObject({
      site: { start: 43, end: 51 },
      origins: [{ span: { start: 48, end: 50 } }],
      via: [{ kind: 'default', name: 'X' }],
    });
  });
});

describe('splitCommand', () => {
  it.each<[string, string[]]>([
    ['node server.js --port 80', ['node', 'server.js', '--port', '80']],
    ["sh -c 'a && b'", ['sh', '-c', 'a && b']],
    ['a "b c" d\\ e "f\\"g" h\'i\'"j"', ['a', 'b c', 'd e', 'f"g', 'hij']],
    ['a $PORT ${X}', ['a', '$PORT', '${X}']],
    ['a && b', ['a']],
    ['a ""', ['a', '']],
    ['a "b c', ['a', 'b c']],
    ['  ', []],
  ])('%s', (text, expected) => {
    const found = splitCommand(mapped(text));
    expect(found.map((w) => w.text)).toEqual(expected);
    for (const w of found)
      for (let i = 0; i < w.text.length; i++) expect(text[trace(w, i, i + 1).site.start - 30]).toBe(w.text[i]);
  });
});

describe('any text', () => {
  it('never throws and keeps every place inside', () => {
    const part = fc.constantFrom(
      'a',
      ' ',
      '  ',
      '"',
      "'",
      '\\',
      '\n',
      '\r\n',
      '$',
      '${',
      '}',
      '$(',
      ')',
      '(',
      '`',
      '$((',
      '))',
      ';',
      '&&',
      '||',
      '|',
      '&',
      '<<EOF',
      'EOF',
      '<',
      '>',
      'X=',
      'X=1 ',
      'P',
      ':-',
      'if ',
      'then ',
      'fi',
      'do ',
      'done',
      'for ',
      'in ',
      'case ',
      'esac',
      '{',
      '{ ',
      '[[ ',
      ']]',
      "$'",
      '!',
      '#',
      'sh -c ',
      'env ',
      '--',
      '😀',
      '[',
      ']',
      '=(',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }).map((p) => p.join('')),
        (text) => {
          const { commands } = commandsOf({ form: 'shell', words: [mapped(text)] });
          for (const c of commands) {
            for (const w of [...c.words, ...c.redirects, ...c.assignments.map((a) => a.value)]) {
              const { site } = traceAll(w.text);
              expect(30 <= site.start && site.start <= site.end && site.end <= 30 + text.length).toBe(true);
              for (const p of w.parameters)
                expect(0 <= p.range.start && p.range.start < p.range.end && p.range.end <= w.text.text.length).toBe(
                  true,
                );
              fillWord(w, () => undefined);
            }
          }
          for (const c of parseShell(mapped(text)).commands) {
            for (const w of c.words)
              expect(0 <= w.range.start && w.range.start <= w.range.end && w.range.end <= text.length).toBe(true);
          }
          splitCommand(mapped(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  // Loose for a busy machine: it is growth without bound that must not be.
  it('comes back on hostile input', () => {
    for (const unit of [
      '$(',
      '`',
      '${X:-',
      '(',
      '{ ',
      '"$(',
      'if ',
      '$((',
      'a|',
      'a&&',
      '<<A ',
      'sh -c ',
      '[[ ',
      'x=(',
      '\\',
      '\\`',
      '"',
      'a<(',
    ]) {
      const text = unit.repeat(Math.floor(SHELL_LIMIT / unit.length));
      const before = performance.now();
      commandsOf({ form: 'shell', words: [mapped(text)] });
      expect(performance.now() - before, unit).toBeLessThan(20_000);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { referenceAt, referencesOf, templateOf } from '../../src/template';
import { sourceFile } from '../../src/text/source';
import { print, renderChart } from './harness';

const file = (text: string) => sourceFile('file:///c/main.yaml', text);
const problems = (text: string) => templateOf(file(text)).syntax.problems.map((p) => p.message);

const whole = `{{- /* head */ -}}
{{- $port := .Values.service.port | default 80 -}}
{{- define "x" -}}{{ if eq .a "b" }}{{ .c.d }}{{ else if not .e }}{{ printf "%s\\n" \`raw\` }}{{ else }}{{ 'c' }}{{ end }}{{- end -}}
{{- with (index .Values "list") }}{{ range $i, $v := . }}{{ if gt $i 0x1 }}{{ break }}{{ end }}{{ (toYaml $v).z | nindent 2 }}{{ else }}{{ continue }}{{ end }}{{ end }}
port: {{ $port }} # {{ .Files.Get "x" | quote }}
{{ template "x" (dict "a" "b" "c" (dict "d" 1)) }}{{ block "y" . }}{{ .Release.Name }}{{ end }}
`;

describe('the parser', () => {
  it('reads all of the language without a problem', () => {
    expect(problems(whole.replace('{{ continue }}', ''))).toEqual([]);
  });

  it.each([
    ['{{ .a', ['this action is not closed by `}}`']],
    ['{{ "a }}', ['this string is not closed']],
    ['{{ if .a }}x', ['this `if` has no `end`']],
    ['x{{ end }}', ['this `end` closes nothing']],
    ['{{ else }}', ['this `else` belongs to nothing']],
    ['{{ .a. }}', ['a name must follow the dot']],
    ['{{ (.a }}', ['this parenthesis is not closed']],
    ['{{ .a ) }}', ['unexpected `)`']],
    ['{{ .a | }}', ['a function must follow `|`']],
    ['{{ }}', ['this action is empty']],
    ['{{ 0x }}', ['`0x` is not a number']],
    ['{{ define x }}{{ end }}', ['the name of the template must follow `define`, in quotes', 'unexpected `x`']],
    ['{{ break }}', ['`break` outside of a range']],
  ])('says what is wrong with %s', (text, messages) => {
    expect(problems(text)).toEqual(messages);
  });

  it('never throws, wherever a template ends', () => {
    for (let end = 0; end <= whole.length; end++) {
      const text = whole.slice(0, end);
      expect(() => print(text, 'service: { port: 1 }\nlist: [1, 2, 3]\n')).not.toThrow();
      expect(() => referencesOf(templateOf(file(text)))).not.toThrow();
    }
  });

  it('keeps the rest of a file when one line is half typed', () => {
    expect(print('a: {{ .Values.\nb: {{ .Values.port }}\n', 'port: 80')).toContain('b: 80\n');
    expect(print('a: {{ "x\nb: {{ .Values.port }}\n', 'port: 80')).toContain('b: 80\n');
    expect(print('a: {{ if .Values.port }}\nb: {{ .Values.port }}\n', 'port: 80')).toContain('b: 80\n');
  });
});

describe('references', () => {
  const paths = (text: string) => referencesOf(templateOf(file(text))).map((r) => r.path?.join('.'));

  it('are resolved through with, range, variables and index', () => {
    expect(paths('{{ .Values.a.b }}{{ with .Values.s }}{{ .port }}{{ $.Release.Name }}{{ end }}')).toEqual([
      'Values.a.b',
      'Values.s',
      'Values.s.port',
      'Release.Name',
    ]);
    expect(paths('{{ range $k, $v := .Values.list }}{{ .x }}{{ $v.y }}{{ $k }}{{ end }}')).toEqual([
      'Values.list',
      'Values.list.*.x',
      'Values.list.*.y',
      undefined,
    ]);
    expect(paths('{{ $s := .Values.s }}{{ $s.port }}')).toEqual(['Values.s', 'Values.s.port']);
    expect(paths('{{ index .Values "a" "b" }}')).toEqual(['Values.a.b', 'Values']);
    expect(paths('{{ define "x" }}{{ .Values.p }}{{ .q }}{{ .context.Values.r }}{{ end }}')).toEqual([
      'Values.p',
      undefined,
      'Values.r',
    ]);
  });

  it('are found at an offset, half typed too', () => {
    const text = 'p: {{ with .Values.service }}{{ .po';
    expect(referenceAt(templateOf(file(text)), text.length)?.path).toEqual(['Values', 'service', 'po']);
    expect(referenceAt(templateOf(file(text)), 1)).toBeUndefined();
  });

  it('have values when they are recorded', () => {
    const text = '{{ range .Values.list }}{{ .port }} {{ end }}';
    const { rendering } = renderChart(
      { 'main.yaml': text, 'values.yaml': 'list: [{ port: 1 }, { port: 2 }]\n' },
      { record: true },
    );
    const at = text.indexOf('.port');
    const found = rendering.evaluations.get(`file:///c/main.yaml#${at}-${at + 5}`);
    expect(found?.map((v) => (v.kind === 'float' ? v.value : v.kind))).toEqual([1, 2]);
  });
});

describe('budgets', () => {
  it.each([
    ['recursion', '{{ include "r" . }}', '{{ define "r" }}{{ include "r" . }}{{ end }}'],
    ['recursion of tpl', '{{ tpl .Values.t . }}', ''],
    ['many steps', '{{ range until 90000 }}{{ range until 90000 }}x{{ end }}{{ end }}', ''],
    ['doubling', `{{ $s := "xxxxxxxx" }}${'{{ $s = print $s $s $s $s }}'.repeat(20)}{{ $s }}`, ''],
    ['a range over a large number', '{{ range 1000000000 }}x{{ end }}', ''],
  ])('stop %s with a note', (_name, template, helpers) => {
    const { rendering } = renderChart(
      { 'main.yaml': template, '_helpers.tpl': helpers, 'values.yaml': "t: '{{ tpl .Values.t . }}'" },
      { budget: { steps: 200_000, output: 1_000_000 } },
    );
    expect(rendering.notes).toHaveLength(1);
  });

  it('make no list that is too long', () => {
    const { file: rendered } = renderChart({ 'main.yaml': 'a: {{ until 1000000000 }}\nb: 1\n' });
    expect(rendered.text.text).toContain('b: 1');
  });
});

describe('hostile templates', () => {
  const nested = `${'{{ if true }}'.repeat(90)}{{ ${'('.repeat(55)}include "r" .${')'.repeat(55)} }}${'{{ end }}'.repeat(90)}`;

  it.each([
    ['recursion inside of many blocks', '{{ include "r" . }}', `{{ define "r" }}${nested}{{ end }}`],
    [
      'strings that wait for one another',
      '{{ $s := "a" }}{{ range until 20000 }}{{ $s = print $s "b" }}{{ end }}{{ $s }}',
      '',
    ],
    [
      'maps in maps',
      '{{ $d := dict }}{{ range until 50000 }}{{ $d = dict "a" $d }}{{ end }}{{ toYaml $d }}{{ toJson $d }}{{ $d }}{{ deepCopy $d }}',
      '',
    ],
    [
      'maps that double',
      '{{ $d := dict "x" 1 }}{{ range until 60 }}{{ $d = dict "a" $d "b" $d }}{{ end }}{{ toYaml $d | len }}{{ toJson $d | len }}{{ print $d | len }}{{ eq (deepCopy $d) 1 }}{{ deepEqual $d (deepCopy $d) }}',
      '',
    ],
    ['lists that double', '{{ $l := list 1 }}{{ range until 60 }}{{ $l = concat $l $l }}{{ end }}{{ len $l }}', ''],
    [
      'a map that holds itself',
      '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toYaml $d | len }}{{ $d }}{{ merge $d $d | len }}{{ toJson $d | len }}',
      '',
    ],
    [
      'a regular expression that JavaScript takes for ever for',
      '{{ regexMatch "^(a|a)*$" (print (repeat 5000 "a") "b") }}',
      '',
    ],
    [
      'names of JavaScript',
      '{{ .Values.__proto__ }}{{ .Values.constructor }}{{ $d := dict "__proto__" 1 }}{{ $d.__proto__ }}{{ include "constructor" . }}{{ toString . | len }}',
      '',
    ],
    ['nested parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, ''],
    ['nested blocks', '{{ if true }}'.repeat(5000), ''],
  ])('%s end', (_name, template, helpers) => {
    expect(() =>
      renderChart(
        { 'main.yaml': template, '_helpers.tpl': helpers },
        { budget: { steps: 300_000, output: 5_000_000 } },
      ),
    ).not.toThrow();
  });
});

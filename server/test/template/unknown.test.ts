import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/syntax/tree';
import { renderedDocuments } from '../../src/template';
import { renderChart } from './harness';

/** A tree as text: unknown nodes are `?`, the key of unknown entries too. */
function show(node: Node | undefined): unknown {
  if (!node || node.kind === 'unknown') return '?';
  if (node.kind === 'seq') return node.items.map(show);
  if (node.kind === 'map') {
    return Object.fromEntries(
      node.entries.map((e) => [/^[\uFDD0\uFDD1]/.test(e.key.value) ? '?' : e.key.value, show(e.value)]),
    );
  }
  return node.value;
}

function tree(template: string, helpers = ''): unknown {
  const { file } = renderChart({
    'main.yaml': template,
    'values.yaml': 'port: 80\nlist: [1]\n',
    '_helpers.tpl': helpers,
  });
  const [document] = renderedDocuments(file.text);
  expect(document?.problems).toEqual([]);
  return show(document?.root);
}

const UNKNOWN = 'env "X"';

describe('unknown parts', () => {
  it('poison their scalar only', () => {
    expect(tree(`a: {{ ${UNKNOWN} }}\nb: x-{{ ${UNKNOWN} }}-y\nport: {{ .Values.port }}\n`)).toEqual({
      a: '?',
      b: '?',
      port: '80',
    });
    expect(
      tree(`a: {{ ${UNKNOWN} | quote }}\nb: {{ printf "%s:%v" (${UNKNOWN}) 1 }}\nc: {{ b64enc (${UNKNOWN}) }}\nd: 1`),
    ).toEqual({
      a: '?',
      b: '?',
      c: '?',
      d: '1',
    });
  });

  it('say why', () => {
    const { file } = renderChart({ 'main.yaml': 'a: {{ randAlphaNum 5 }}\n' });
    const [document] = renderedDocuments(file.text);
    const value = document?.root?.kind === 'map' ? document.root.entries[0]?.value : undefined;
    expect(value).toMatchObject({ kind: 'unknown', because: '`randAlphaNum` gives something else each time' });
  });

  it('conditions leave the lines around them alone and open what is around', () => {
    const template = `spec:\n  ports:\n    - port: 80\n      {{- if ${UNKNOWN} }}\n      nodePort: 30000\n      {{- end }}\n  type: NodePort\nmeta: 1\n`;
    expect(tree(template)).toEqual({
      spec: { ports: [{ port: '80', '?': '?' }, '?'], type: 'NodePort', '?': '?' },
      meta: '1',
      '?': '?',
    });
  });

  it('conditions inside a line poison its scalar', () => {
    expect(tree(`a: x{{ if ${UNKNOWN} }}y{{ end }}\nb: 1\n`)).toEqual({ a: '?', b: '1' });
  });

  it('blocks are unknown below their key', () => {
    expect(tree(`labels: {{- toYaml (${UNKNOWN}) | nindent 2 }}\nport: 80\n`)).toEqual({
      labels: '?',
      port: '80',
      '?': '?',
    });
    expect(tree(`labels:\n  a: b\n  {{- toYaml (${UNKNOWN}) | nindent 2 }}\nport: 80\n`)).toEqual({
      labels: { a: 'b', '?': '?' },
      port: '80',
      '?': '?',
    });
  });

  it('texts of several lines keep their known lines', () => {
    const shown = tree(`conf: |\n  listen 80\n  pass {{ ${UNKNOWN} }}\nport: 80\n`) as { conf: string; port: string };
    expect(shown.conf).toMatch(/^listen 80\npass \uFDD0\n$/);
    expect(shown.port).toBe('80');
  });

  it('assigned variables are unknown behind the condition', () => {
    expect(tree(`{{ $x := 1 }}{{ if ${UNKNOWN} }}{{ $x = 2 }}{{ end }}a: {{ $x }}\nb: 2\n`)).toEqual({
      a: '?',
      b: '2',
    });
  });

  it('changed maps are unknown behind the condition', () => {
    expect(
      tree(
        `{{ $d := dict "a" 1 }}{{ if ${UNKNOWN} }}{{ $_ := set $d "a" 2 }}{{ end }}a: {{ $d.a }}\nb: {{ toJson $d }}\nc: 3`,
      ),
    ).toEqual({
      a: '?',
      b: '?',
      c: '3',
    });
  });

  it('logic tells what can be told', () => {
    expect(
      tree(
        `a: {{ and false (${UNKNOWN}) }}\nb: {{ or (${UNKNOWN}) 0 }}\n{{ if or (${UNKNOWN}) true }}c: 1\n{{ end }}{{ if and (${UNKNOWN}) false }}d: 1{{ end }}`,
      ),
    ).toEqual({
      a: 'false',
      b: '?',
      c: '1',
    });
    expect(tree('{{ if randAlphaNum 3 }}a: 1{{ end }}')).toEqual({ a: '1' });
  });

  it('go through includes', () => {
    const helpers = `{{ define "secret" }}{{ randAlphaNum 3 }}{{ end }}{{ define "labels" }}app: x\npw: {{ include "secret" . }}{{ end }}`;
    expect(tree('labels: {{- include "labels" . | nindent 2 }}\nport: {{ .Values.port }}\n', helpers)).toEqual({
      labels: { app: 'x', pw: '?' },
      port: '80',
    });
  });

  it('errors are unknown and said', () => {
    const { file } = renderChart({
      'main.yaml': 'a: {{ .Values.x.y }}\nb: {{ nope 1 }}\nc: {{ required "give c" .Values.c }}\nd: {{ .Values.d }}\n',
    });
    expect(file.problems.map((p) => [p.kind, p.message])).toEqual([
      ['error', 'nil pointer evaluating interface {}.y'],
      ['unsupported', 'function "nope" not defined'],
      ['failed', 'give c'],
    ]);
    expect(show(renderedDocuments(file.text)[0]?.root)).toEqual({ a: '?', b: '?', c: '?', d: '' });
  });
});

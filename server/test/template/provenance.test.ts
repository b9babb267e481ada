import { describe, expect, it } from 'vitest';
import { pathOf } from '../../src/template';
import { places, renderChart, traced } from './harness';

const values = `service:
  port: 8080
  name: web
ports:
  - name: http
    port: 80
text: "a b"
conf: |
  listen 8081
  host x
`;

function at(template: string, part: string, helpers = '') {
  const rendered = renderChart({ 'main.yaml': template, 'values.yaml': values, '_helpers.tpl': helpers });
  const found = traced(rendered, part);
  return { ...places(rendered, found), via: found.via.map((s) => `${s.kind} ${s.name}`) };
}

describe('provenance', () => {
  it('literal text is used and stands in the template', () => {
    expect(at('kind: Service\n', 'Service')).toEqual({
      site: 'main.yaml: Service',
      origins: ['main.yaml: Service'],
      via: [],
    });
  });

  it('a value is used at its action and stands in the values', () => {
    expect(at('port: {{ .Values.service.port }}\n', '8080')).toEqual({
      site: 'main.yaml: {{ .Values.service.port }}',
      origins: ['values.yaml: 8080'],
      via: ['values service.port'],
    });
  });

  it.each([
    ['{{ .Values.service.port | int }}', '8080'],
    ['{{ .Values.service.port | toString | quote }}', '8080'],
    ['{{ printf "%v/tcp" .Values.service.port }}', '8080'],
    ['{{ default 80 .Values.service.port }}', '8080'],
    ['{{ toYaml .Values.service }}', '8080'],
    ['{{ toYaml .Values.service | nindent 4 }}', '8080'],
    ['{{ range $k, $v := .Values.service }}{{ $k }}={{ $v }} {{ end }}', '8080'],
    ['{{ with .Values.service }}{{ .port }}{{ end }}', '8080'],
    ['{{ (toYaml .Values.service | fromYaml).port }}', '8080'],
    ['{{ (merge (dict "x" 1) .Values.service).port }}', '8080'],
    ['{{ join "," (list .Values.service.port 1) }}', '8080'],
    ['{{ toJson .Values.service }}', '8080'],
    ['{{ tpl "{{ .Values.service.port }}" . }}', '8080'],
    ['{{ printf "%d" (int .Values.service.port) }}', '8080'],
    ['{{ trimPrefix "x" (print "x" .Values.service.port) }}', '8080'],
    ['{{ ternary .Values.service.port 1 true }}', '8080'],
    ['{{ index .Values "service" "port" }}', '8080'],
    ['{{ replace "x" (toString .Values.service.port) "axb" }}', '8080'],
    ['{{ .Values.conf | nindent 2 }}', '8081'],
    ['{{ regexFind "[0-9]+" .Values.conf }}', '8081'],
  ])('%s keeps the characters of the values', (template, part) => {
    const { origins, via } = at(`x: ${template}`, part);
    expect(origins).toEqual([`values.yaml: ${part}`]);
    expect(via.some((s) => s.startsWith('values '))).toBe(true);
    expect(via.some((s) => s.startsWith('generated'))).toBe(false);
  });

  it('computed text comes from its inputs and says so', () => {
    const { site, origins, via } = at('port: {{ add .Values.service.port 1 }}', '8081');
    expect(site).toBe('main.yaml: {{ add .Values.service.port 1 }}');
    expect(origins).toEqual(['values.yaml: 8080']);
    expect(via).toEqual(['generated add', 'values service.port']);
  });

  it('a default stands in the template', () => {
    expect(at('port: {{ default 9090 .Values.nope }}', '9090')).toEqual({
      site: 'main.yaml: {{ default 9090 .Values.nope }}',
      origins: ['main.yaml: 9090'],
      via: ['default default'],
    });
  });

  it('a define that passes a value on is used where it is included', () => {
    const helpers = '{{ define "port" }}{{ .Values.service.port }}{{ end }}';
    expect(at('port: {{ include "port" . }}', '8080', helpers)).toEqual({
      site: 'main.yaml: {{ include "port" . }}',
      origins: ['values.yaml: 8080'],
      via: ['template port', 'values service.port'],
    });
  });

  it('a define that writes lines is where they are used', () => {
    const helpers = '{{ define "ports" }}\n- port: {{ .Values.service.port }}\n  name: http\n{{ end }}';
    const template = 'ports: {{- include "ports" . | nindent 2 }}\n';
    expect(at(template, '8080', helpers)).toEqual({
      site: '_helpers.tpl: {{ .Values.service.port }}',
      origins: ['values.yaml: 8080'],
      via: ['template ports', 'values service.port'],
    });
    expect(at(template, 'http', helpers).site).toBe('_helpers.tpl: http');
  });

  it('names made of literals and values are used where they are included', () => {
    const helpers = '{{ define "name" }}{{ printf "%s-db" .Values.service.name | trunc 63 }}{{ end }}';
    const found = at('name: {{ include "name" . }}', 'web-db', helpers);
    expect(found.site).toBe('main.yaml: {{ include "name" . }}');
    expect(found.origins).toEqual(['values.yaml: web', '_helpers.tpl: -db']);
  });

  it('escaped and folded scalars map to what is written', () => {
    expect(at('x: {{ .Values.text }}', 'a b').origins).toEqual(['values.yaml: a b']);
    expect(at('x: {{ .Values.text | quote }}', 'b').origins).toEqual(['values.yaml: b']);
  });

  it('values that the release gives stand nowhere', () => {
    expect(at('x: {{ .Release.Name }}', 'rel').origins).toEqual(['it is the name of the release']);
  });

  it('records what is read, once for each place', () => {
    const { rendering } = renderChart({
      'main.yaml':
        '{{ range list 1 2 }}{{ $.Values.service.port }}{{ end }}{{ .Values.none.x }}{{ toYaml .Values.ports }}',
      'values.yaml': values,
    });
    expect(
      rendering.reads.map((r) => `${pathOf(r.source).join('.')}${r.missing ? ' missing' : ''}${r.deep ? ' deep' : ''}`),
    ).toEqual(['service.port', 'none missing', 'ports', 'ports deep']);
  });
});

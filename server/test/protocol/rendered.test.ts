// Rendered charts through a connection: which environments there are, the text, and the way back to the source.
import type { Location } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { renderedContextsMethod, renderedDocumentMethod, renderedSourceMethod } from '../../../shared/src/rendered';
import type { RenderedContext, RenderedDocument } from '../../../shared/src/rendered';
import { overTransports } from './client';

const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'service:\n  port: 80\n',
  'chart/values-prod.yaml': 'service:\n  port: 8080\n',
  'chart/templates/service.yaml': `apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  ports:
    {{- range list "a" "b" }}
    - name: {{ . }}
      port: {{ $.Values.service.port }}
    {{- end }}
`,
  'other.yaml': 'a: b\n',
};

overTransports((start) => {
  test('a template is shown in each environment, and a line leads to its source', async () => {
    const client = await start(chart);
    const { connection } = client;
    const uri = client.uri('chart/templates/service.yaml');
    const contexts = await connection.sendRequest<RenderedContext[]>(renderedContextsMethod, { uri });
    expect(contexts.map((c) => c.label)).toEqual(expect.arrayContaining([expect.stringContaining('prod')]));
    expect(await connection.sendRequest(renderedContextsMethod, { uri: client.uri('other.yaml') })).toEqual([]);
    const prod = contexts.find((c) => c.label.includes('prod'));
    const subject = { uri, context: prod?.context };
    const document = await connection.sendRequest<RenderedDocument>(renderedDocumentMethod, subject);
    expect(document.title).toBe('service.yaml (prod)');
    const lines = document.text.split('\n');
    expect(lines.filter((l) => l.includes('port: '))).toEqual(['      port: 8080', '      port: 8080']);
    const line = lines.findIndex((l) => l.includes('name: b'));
    const source = await connection.sendRequest<Location>(renderedSourceMethod, { ...subject, line });
    expect([source.uri, source.range.start.line]).toEqual([uri, 6]);
    expect(await connection.sendRequest(renderedDocumentMethod, { uri, context: 'nothing' })).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { KubernetesTree, WorkloadFact } from '../src/facts';
import { kubernetes } from '../src/formats/kubernetes';
import { linkContext } from '../src/model/link';
import { targetPortNameUnresolved } from '../src/rules/targetport-name-unresolved';
import type { Context } from '../src/stacks/stack';
import { buildTree } from '../src/syntax/flat';
import { changesToEdits } from '../src/syntax/edits';
import type { MapNode, Node } from '../src/syntax/tree';
import { get } from '../src/syntax/tree';
import { parseYamlDocument } from '../src/syntax/yaml';
import type { MappedText } from '../src/text/mapped';
import { concatMapped, mapCopy, mapFile, useAt } from '../src/text/mapped';
import { applyEdits } from '../src/text/edit';
import type { SourceFile } from '../src/text/source';
import { sourceFile } from '../src/text/source';
import type { Span } from '../src/text/span';

/*
 * Overlays and charts come later, on stacks of their own. What they stand on is proved here: a value that a patch brings
 * and a value that a template renders keep their places through the same format, model and rule as a plain manifest.
 */

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels: { app: api }
  template:
    metadata:
      labels: { app: api }
    spec:
      containers:
        - name: app
          image: example.com/api
          ports:
            - name: web
              containerPort: 8080
`;

function treeOf(text: MappedText): Node {
  const node = buildTree(parseYamlDocument(text.text).tree, text, 0);
  if (!node) throw new Error('the text has no document');
  return node;
}

function workloadOf(root: Node): WorkloadFact {
  const tree: KubernetesTree = { kind: 'kubernetes', root, fragment: false };
  const fact = kubernetes.read(tree).facts.find((f) => f.kind === 'workload');
  if (fact?.kind !== 'workload') throw new Error('no workload');
  return fact;
}

const textAt = (file: SourceFile, at: Span) => file.text.slice(at.start, at.end);

/** Merges a patch into a tree as overlays do: maps by key, lists by `name`, everything else replaced. Nodes are shared. */
function patch(base: Node, over: Node): Node {
  if (base.kind === 'seq' && over.kind === 'seq') {
    const nameOf = (n: Node) =>
      get(n, 'name')?.kind === 'scalar' ? (get(n, 'name') as { value: string }).value : undefined;
    return {
      ...base,
      items: base.items.map((b) => over.items.filter((o) => nameOf(o) === nameOf(b)).reduce(patch, b)),
    };
  }
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = base.entries.map((e) => {
    const other = over.entries.find((o) => o.key.value === e.key.value);
    return other ? { key: other.key, value: patch(e.value, other.value) } : e;
  });
  const added = over.entries.filter((o) => !base.entries.some((e) => e.key.value === o.key.value));
  return { ...base, entries: [...entries, ...added] } satisfies MapNode;
}

describe('a patch', () => {
  const base = sourceFile('file:///ws/base/api.yaml', DEPLOYMENT);
  const overlay = sourceFile(
    'file:///ws/overlays/prod/ports.yaml',
    'spec:\n  template:\n    spec:\n      containers:\n        - name: app\n          ports:\n            - name: web\n              containerPort: 9090\n',
  );
  const before = treeOf(mapFile(base));
  const after = patch(before, treeOf(mapFile(overlay)));

  it('brings its value with the place where it stands in the overlay', () => {
    const port = workloadOf(after).units[0]?.ports[0]?.container.alternatives[0];
    expect(port?.value).toEqual({ kind: 'number', number: 9090 });
    expect(port?.site.uri).toBe(overlay.uri);
    expect(textAt(overlay, port?.site as Span)).toBe('9090');
    expect(port?.origins).toEqual([{ kind: 'text', span: port?.site }]);
  });

  it('leaves the rest of the object in the base, by identity', () => {
    const fact = workloadOf(after);
    expect(fact.name.site.uri).toBe(base.uri);
    expect(get(after, 'metadata')).toBe(get(before, 'metadata'));
  });
});

describe('rendered text', () => {
  const template = sourceFile(
    'file:///ws/chart/templates/api.yaml',
    `${DEPLOYMENT}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  selector: { app: api }\n  ports:\n    - port: 80\n      targetPort: {{ .Values.service.portName }}\n`,
  );
  const values = sourceFile('file:///ws/chart/values.yaml', 'service:\n  portName: webs # as the probe calls it\n');
  const action = '{{ .Values.service.portName }}';
  const actionAt = template.text.indexOf(action);
  const valueAt = values.text.indexOf('webs');

  /** What an evaluator would hand out: literal text as it stands, and the value used at the action. */
  function render(): MappedText {
    const whole = { uri: template.uri, start: 0, end: template.text.length };
    const site = { uri: template.uri, start: actionAt, end: actionAt + action.length };
    return concatMapped(
      [
        mapCopy(template.text.slice(0, actionAt), template.uri, 0),
        useAt(mapCopy('webs', values.uri, valueAt), site, { kind: 'values', name: 'service.portName', at: site }),
        mapCopy(template.text.slice(actionAt + action.length), template.uri, actionAt + action.length),
      ],
      whole,
    );
  }

  const rendered = render();
  const cut = rendered.text.indexOf('---\n');
  const facts = [rendered.text.slice(0, cut), rendered.text.slice(cut + 4)].flatMap((part, i) => {
    const root = buildTree(parseYamlDocument(part).tree, rendered, i === 0 ? 0 : cut + 4);
    return root ? kubernetes.read({ kind: 'kubernetes', root, fragment: false }).facts : [];
  });
  const context: Context = {
    id: 'chart',
    stack: 'test',
    name: 'chart',
    directory: 'file:///ws/chart',
    role: 'neutral',
    quiet: false,
  };
  const model = linkContext(context, facts, { built: () => undefined, named: () => undefined });
  const [report] = [...targetPortNameUnresolved.check(model)];

  it('is judged by the same rule, with the squiggle at the action in the template', () => {
    expect(report?.message).toContain('`webs`');
    expect(report?.site).toEqual({ uri: template.uri, start: actionAt, end: actionAt + action.length });
  });

  it('tells the way to the values key', () => {
    const target = model.services[0]?.fact.ports[0]?.targetPort?.alternatives[0];
    expect(target?.origins).toEqual([{ kind: 'text', span: { uri: values.uri, start: valueAt, end: valueAt + 4 } }]);
    expect(target?.via.map((s) => s.name)).toEqual(['service.portName']);
  });

  it('is mended in values.yaml, and nowhere else', () => {
    const [fix] =
      report && targetPortNameUnresolved.fix ? targetPortNameUnresolved.fix(report.data as never, model) : [];
    const files = new Map([template, values].map((f) => [f.uri, f]));
    const edits = changesToEdits(fix?.changes ?? [], (uri) => files.get(uri));
    expect(edits?.map((e) => e.uri)).toEqual([values.uri]);
    expect(applyEdits(values.text, values.uri, edits ?? [])).toBe(
      'service:\n  portName: web # as the probe calls it\n',
    );
  });
});

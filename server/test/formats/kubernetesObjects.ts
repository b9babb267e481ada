import type { ConfigFact, Fact, Located, Port, ProblemFact, ServiceFact, Values, WorkloadFact } from '../../src/facts';
import { showPort } from '../../src/facts';
import { kubernetes } from '../../src/formats/kubernetes/index';
import { documentTree, documentsOf } from '../../src/syntax/documents';
import { sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';

export const URI = 'file:///w/a.yaml';

/** The facts of all objects of a text. */
export function factsOf(text: string, fragment = false, uri = URI): readonly Fact[] {
  const file = sourceFile(uri, text);
  return documentsOf(file).flatMap((document) => {
    const root = documentTree(document);
    return root ? kubernetes.read({ kind: 'kubernetes', document, fragment, root }).facts : [];
  });
}

function only<K extends Fact['kind']>(text: string, kind: K): Extract<Fact, { kind: K }> {
  const found = factsOf(text).find((f): f is Extract<Fact, { kind: K }> => f.kind === kind);
  if (!found) throw new Error(`no ${kind} in\n${text}`);
  return found;
}

export const workloadOf = (text: string): WorkloadFact => only(text, 'workload');
export const serviceOf = (text: string): ServiceFact => only(text, 'service');
export const configOf = (text: string): ConfigFact => only(text, 'config');

/** Problems as `rule severity | characters | fix → text`, in order; `-` for the rule's own severity. */
export function problemsOf(text: string): readonly string[] {
  return problemFacts(text).map((p) => {
    const fixes = p.fixes.map(
      (f) =>
        ` | ${f.safe ? 'safe ' : ''}${JSON.stringify(text.slice(f.at.start, f.at.end))} → ${JSON.stringify(f.newText)}`,
    );
    return `${p.rule} ${p.severity ?? '-'} | ${text.slice(p.site.start, p.site.end)}${fixes.join('')}`;
  });
}

export function problemFacts(text: string): readonly ProblemFact[] {
  return factsOf(text).filter((f) => f.kind === 'problem');
}

/** The text after the first fix of the first problem. */
export function fixed(text: string): string {
  const fix = problemFacts(text)[0]?.fixes[0];
  if (!fix) throw new Error('no fix');
  return text.slice(0, fix.at.start) + fix.newText + text.slice(fix.at.end);
}

/** A closed set as `80 http`, an open one with `?` behind. */
export function shown(values: Values<Port> | undefined): string {
  if (!values) return '-';
  return [...values.alternatives.map((a) => showPort(a.value)), ...(values.open ? ['?'] : [])].join(' ');
}

/** The characters of a place in a text. */
export const cited = (text: string, at: Span | undefined): string => (at ? text.slice(at.start, at.end) : '');

/** Texts of a map as a plain object. */
export const plain = (map: ReadonlyMap<string, Located<string>>): Record<string, string> =>
  Object.fromEntries([...map].map(([k, v]) => [k, v.value]));

/** A Deployment whose only container has these lines (without indentation). */
export function deployment(container: string, pod = ''): string {
  const lines = `name: app\nimage: shop/app:1\n${container}`.trim().split('\n');
  return [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n',
    ...pod
      .trim()
      .split('\n')
      .filter((l) => l !== '')
      .map((l) => `      ${l}\n`),
    '      containers:\n',
    ...lines.map((l, i) => `      ${i === 0 ? '- ' : '  '}${l}\n`),
  ].join('');
}

/** A Service of the given spec lines (without indentation). */
export function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n${spec
    .trim()
    .split('\n')
    .map((l) => `  ${l}\n`)
    .join('')}`;
}

import { expect, test } from 'vitest';
import { documentProblems, documentsOf, inheritDocuments } from '../../src/syntax/documents';
import { sourceFile } from '../../src/text/source';

const heads = (name: string, text: string) =>
  documentsOf(sourceFile(`file:///w/${name}`, text)).map((d) => [d.head.kind, d.head.json]);

const two = '{"kind": "A", "apiVersion": "v1"}\n---\n{"kind": "B", "apiVersion": "v1"}\n';

test('JSON values behind one another are documents of their own', () => {
  expect(heads('a.yaml', two)).toEqual([
    ['A', true],
    ['B', true],
  ]);
  const documents = documentsOf(sourceFile('file:///w/a.yaml', two));
  expect(documents.flatMap((d) => documentProblems(d))).toEqual([]);
  expect(heads('a.json', '{"kind": "A", "apiVersion": "v1"}')).toEqual([['A', true]]);
});

test('template text is not JSON', () => {
  expect(heads('t.yaml', '{{- if .x }}\nkind: A\napiVersion: v1\n{{- end }}\n')).toEqual([['A', false]]);
});

test('a second value that is being typed makes a second document', () => {
  const before = sourceFile('file:///w/a.yaml', '{"kind": "A", "apiVersion": "v1"}\n');
  expect(documentsOf(before)).toHaveLength(1);
  const after = sourceFile('file:///w/a.yaml', two);
  inheritDocuments(before, after);
  expect(documentsOf(after).map((d) => d.head.kind)).toEqual(['A', 'B']);
});

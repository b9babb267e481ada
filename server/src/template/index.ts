/*
 * Go templates as Helm evaluates them, with the provenance of every character.
 *
 *   const template = templateOf(file);                        // parsed once for each state of a file
 *   const program = programOf(helmOrder(named));              // all templates of a chart and its dependencies
 *   const values = valueOfNode(treeOfValuesYaml, rootSource); // then coalesceValues(...) for the precedence
 *   const root = chartRoot({ values, chart, release, … });
 *   const rendering = render(program, entries, { record: false });
 *   for (const file of rendering.files) renderedDocuments(file.text);
 */
export { helmOrder, programOf, templateOf } from './program';
export type { Program } from './program';
export { chartRoot } from './chartRoot';
export type { Capabilities, ChartFiles } from './chartRoot';
export { render } from './render';
export type { RenderEntry, RenderOptions, RenderedFile, Rendering } from './result';
export { coalesceValues, valueOfNode } from './fromTree';
export { UNKNOWN_KEY, renderedDocuments } from './documents';
export { BLOCK_MARK, VALUE_MARK } from './marks';
export type { RenderedDocument } from './documents';
export { optionalTexts } from './optional';
export { referenceAt, referencesOf } from './references';
export { pathOf } from './value';
export type { MapEntry, MapValue, Value, ValueSource } from './value';

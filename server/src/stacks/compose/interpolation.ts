import type { AssemblyProblem, VariableUse } from '../../facts/assembled';
import { UNSET } from '../../facts/assembled';
import type { Interpolated, Resolve, VariableUse as Use } from '../../lore/interpolate';
import { hasVariables, interpolate } from '../../lore/interpolate';
import { decoded } from '../../syntax/decode';
import type { Entry, MapNode, Node, ScalarNode } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { concatMapped, sliceMapped } from '../../text/mapped';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';

/** Text for a variable without value: {@link UNSET}, used at its expression. */
export function unsetText(name: string, site: Span): MappedText {
  const segment = { at: 0, site: { ...site, copy: false }, via: [{ kind: 'variable' as const, name, at: site }] };
  return { text: UNSET, segments: [segment], whole: site };
}

/**
 * As {@link interpolate}, but a variable that has neither value nor default leaves {@link UNSET} in the text where
 * Compose would leave nothing: the shell that starts the project may set it.
 */
export function interpolateOpen(text: MappedText, resolve: Resolve): Interpolated {
  const read = interpolate(text, resolve);
  const missing = read.variables.filter((v) => v.missing).sort((a, b) => a.range.start - b.range.start);
  if (missing.length === 0) return read;
  const pieces: MappedText[] = [];
  let from = 0;
  for (const use of missing) {
    // Uses never nest here: what stands behind the operator of a missing variable is not evaluated.
    if (use.range.start < from) continue;
    pieces.push(sliceMapped(text, from, use.range.start), unsetText(use.name, use.site));
    from = use.range.end;
  }
  pieces.push(sliceMapped(text, from, text.text.length));
  return { ...read, text: interpolate(concatMapped(pieces, text.whole), resolve).text };
}

/** What interpolating the files of one project gathers. */
export interface Gathered {
  readonly variables: Map<string, VariableUse>;
  readonly problems: Map<string, AssemblyProblem>;
}

/**
 * The values of a file with their variables replaced; keys and top-level `x-` sections stay as they are. Subtrees
 * without variables are the same objects.
 */
export function interpolateFile(root: Node, resolve: Resolve, gathered: Gathered): Node {
  const run: Run = { resolve, gathered, done: new Map(), shared: new Map() };
  if (root.kind !== 'map') return root;
  return mapValues(root, (e) => (e.key.value.startsWith('x-') ? e.value : replaceIn(e.value, run)));
}

interface Run {
  readonly resolve: Resolve;
  readonly gathered: Gathered;
  /** By place: an anchor's scalar is met once for each of its aliases. */
  readonly done: Map<string, ScalarNode>;
  /** Subtrees of anchors, which several places share. */
  readonly shared: Map<Node, Node>;
}

function replaceIn(node: Node, run: Run): Node {
  if (!node.shared) return replaceAnew(node, run);
  const made = run.shared.get(node) ?? replaceAnew(node, run);
  run.shared.set(node, made);
  return made;
}

function replaceAnew(node: Node, run: Run): Node {
  switch (node.kind) {
    case 'map':
      if (isExpression(node))
        return {
          kind: 'unknown',
          source: node.source,
          start: node.start,
          end: node.end,
          because: 'it has template syntax',
        };
      return mapValues(node, (e) => replaceIn(e.value, run));
    case 'seq': {
      const items = node.items.map((i) => replaceIn(i, run));
      return items.every((x, i) => x === node.items[i]) ? node : { ...node, items };
    }
    case 'scalar':
      return hasVariables(node.value) ? replaceScalar(node, run) : node;
    case 'unknown':
      return node;
  }
}

/** `{{ value }}` without quotes, which YAML reads as a map whose key is a map. */
function isExpression(node: MapNode): boolean {
  return node.flow && node.entries.some((e) => e.key.value.startsWith('\u0000'));
}

/** A map with other values; the same map when every value is the same. */
export function mapValues(node: MapNode, change: (entry: Entry) => Node): MapNode {
  let changed = false;
  const entries = node.entries.map((e): Entry => {
    const value = change(e);
    if (value === e.value) return e;
    changed = true;
    return { key: e.key, value };
  });
  return changed ? { ...node, entries } : node;
}

function replaceScalar(node: ScalarNode, run: Run): ScalarNode {
  const place = `${node.start}-${node.end}`;
  const known = run.done.get(place);
  if (known && known.source === node.source) return known;
  const { text, variables, problems } = interpolateOpen(decoded(node), run.resolve);
  for (const use of variables) note(run.gathered, use);
  for (const p of problems) run.gathered.problems.set(spanKey(p.site), { site: p.site, message: p.message });
  const made: ScalarNode = { ...node, value: text.text, decoded: text };
  run.done.set(place, made);
  return made;
}

function note(gathered: Gathered, use: Use): void {
  const key = `${spanKey(use.site)} ${use.name}`;
  gathered.variables.set(key, { name: use.name, site: use.site, resolved: !use.missing, required: use.required });
}

import type { ComposeTree, ProblemFact } from '../../facts';
import { UNSET } from '../../facts';
import { placeOf, portKey } from '../../lore/compose';
import type { PortProblem } from '../../lore/portSyntax';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { entriesOf, get, itemsOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { trace } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';
import { baseName } from '../../text/uri';
import { showText } from './values';

/** A problem of the port grammar at its place; the fix edits the origin. */
export function portProblem(p: PortProblem, text: MappedText): ProblemFact {
  const traced = trace(text, p.range.start, p.range.end);
  const origin = traced.origins.length === 1 && traced.origins[0]?.kind === 'text' ? traced.origins[0].span : undefined;
  const certainty = traced.via.length > 0 ? 'high' : 'certain';
  const rule = p.kind === 'host-part' ? 'expose-host-mapping' : 'invalid-port';
  return {
    kind: 'problem',
    rule,
    site: p.site,
    ...(origin ? { origin } : {}),
    message: p.message,
    certainty,
    fixes: origin ? fixesOf(p, origin) : [],
    related: [],
  };
}

/** A mapping in the long form without the container port, which Compose cannot guess. */
export function missingTarget(item: Node): ProblemFact {
  const site = placeOf(item);
  const message = say`The mapping has a \`published\` port but no \`target\`, so Compose refuses it. Write the container port as \`target\`.`;
  return { kind: 'problem', rule: 'invalid-port', site, message, certainty: 'certain', fixes: [], related: [] };
}

function fixesOf(p: PortProblem, at: Span): ProblemFact['fixes'] {
  if (p.kind === 'host-part') return [{ title: say`Keep only the container port`, at, newText: '', safe: false }];
  const range = p.kind === 'range-reversed' ? /^(\d+)-(\d+)$/.exec(p.text) : null;
  return range
    ? [{ title: say`Write ${range[2]}-${range[1]}`, at, newText: `${range[2]}-${range[1]}`, safe: false }]
    : [];
}

/** Problems of the whole project that no single value shows. */
export function projectProblems(tree: ComposeTree): readonly ProblemFact[] {
  const out = tree.appended.map(appended);
  for (const { value: service } of entriesOf(get(tree.root, 'services'))) {
    const ports = itemsOf(get(service, 'ports'));
    out.push(
      ...ports.flatMap((p) => sexagesimal(p) ?? []),
      ...duplicates(ports),
      ...unsetIn([...ports, ...itemsOf(get(service, 'expose'))], tree),
    );
  }
  return out;
}

/** Each problem once: an anchor serves several services. */
export function distinct(problems: readonly ProblemFact[]): readonly ProblemFact[] {
  const seen = new Map<string, ProblemFact>();
  for (const p of problems) seen.set(`${p.rule} ${spanKey(p.site)}`, p);
  return [...seen.values()];
}

function appended(a: ComposeTree['appended'][number]): ProblemFact {
  const [base, over] = [baseName(a.base.uri), baseName(a.added.uri)];
  const message = say`Compose appends \`ports\`: \`${a.service}\` is published by \`${a.baseText}\` of ${base} and by \`${a.addedText}\` as well. To replace it write \`ports: !override\` (Compose 2.24.4).`;
  const fixes = a.tagAt
    ? [{ title: say`Replace the ports of ${base} with \`!override\``, at: a.tagAt, newText: ' !override', safe: false }]
    : [];
  return {
    kind: 'problem',
    rule: 'override-ports-append',
    site: a.added,
    message,
    certainty: 'certain',
    severity: 'info',
    fixes,
    related: [{ at: a.base, message: say`${base} publishes \`${a.baseText}\`, which stays (see ${over})` }],
  };
}

const BASE_60 = /^[1-9][0-9_]*(?::[0-5]?[0-9])+$/;

/** `22:22` without quotes: a number of base 60 in YAML 1.1 (formats.md §2.2). */
function sexagesimal(item: Node): ProblemFact | undefined {
  if (item.kind !== 'scalar' || item.style !== 'plain') return undefined;
  const site = placeOf(item);
  const written = item.source.text.slice(item.start, item.end);
  if (!BASE_60.test(written)) return undefined;
  const number = written.split(':').reduce((sum, part) => sum * 60 + Number(part.replace(/_/g, '')), 0);
  return {
    kind: 'problem',
    rule: 'yaml-sexagesimal-port',
    site,
    message: say`\`${written}\` without quotes is the number ${number} for YAML 1.1 readers such as PyYAML (podman-compose, Ansible). Quote it: \`"${written}"\`.`,
    certainty: 'certain',
    severity: 'info',
    fixes: [{ title: `Quote "${written}"`, at: site, newText: `"${written}"`, safe: true }],
    related: [],
  };
}

/** Entries of one list with the same address, host port, container port and protocol: Compose keeps the last. */
function duplicates(ports: readonly Node[]): readonly ProblemFact[] {
  const first = new Map<string, Node>();
  const out: ProblemFact[] = [];
  for (const item of ports) {
    if (item.kind === 'unknown') continue;
    const key = portKey(item);
    const twin = first.get(key);
    const site = placeOf(item);
    if (!twin) first.set(key, item);
    else if (placeOf(twin).uri === site.uri && spanKey(placeOf(twin)) !== spanKey(site)) {
      const text = textOfItem(item);
      out.push({
        kind: 'problem',
        rule: 'duplicate-port',
        site,
        message: say`\`${text}\` stands twice in this list; Compose keeps one of them. Remove it.`,
        certainty: 'certain',
        severity: 'hint',
        fixes: removal(item),
        related: [{ at: placeOf(twin), message: say`the same port as \`${textOfItem(twin)}\`` }],
      });
    }
  }
  return out;
}

function textOfItem(item: Node): string {
  return item.kind === 'scalar'
    ? showText(decoded(item))
    : (item.source.text.slice(item.start, item.end).trim().split('\n')[0] ?? '');
}

/** Takes away the line of an item that has its own; none for items of flow lists and of several lines. */
function removal(item: Node): ProblemFact['fixes'] {
  const { text } = item.source;
  const start = text.lastIndexOf('\n', item.start - 1) + 1;
  const feed = text.indexOf('\n', item.end);
  if (
    feed < 0 ||
    !/^[ \t]*-[ \t]+$/.test(text.slice(start, item.start)) ||
    !/^[ \t\r]*$/.test(text.slice(item.end, feed))
  )
    return [];
  const { uri } = placeOf(item);
  return [{ title: say`Remove the repeated port`, at: { uri, start, end: feed + 1 }, newText: '', safe: true }];
}

/** Variables without value in port entries (`port-variable-unset`); those that must be set say so themselves. */
function unsetIn(items: readonly Node[], tree: ComposeTree): readonly ProblemFact[] {
  const texts = items
    .flatMap((item) => (item.kind === 'map' ? [get(item, 'target'), get(item, 'published')] : [item]))
    .filter((n): n is ScalarNode => n?.kind === 'scalar');
  return texts.flatMap((node) => {
    if (!node.value.includes(UNSET)) return [];
    const place = placeOf(node);
    const uses = tree.variables.filter(
      (v) =>
        !v.resolved &&
        !v.required &&
        v.site.uri === place.uri &&
        v.site.start >= place.start &&
        v.site.end <= place.end,
    );
    return uses.map((use) => unset(use, decoded(node)));
  });
}

function unset(use: ComposeTree['variables'][number], text: MappedText): ProblemFact {
  const without = text.text.split(UNSET).join('');
  const documented = use.example ? say` ${baseName(use.example.uri)} documents it, but Compose reads only .env.` : '';
  const target = /^:(\d+)(?:\/\w+)?$/.exec(without)?.[1];
  const effect = target
    ? say`publishes container port ${target} on a random host port`
    : say`reads \`${showText(text)}\` as ${without === '' ? say`nothing` : `\`${without}\``}`;
  return {
    kind: 'problem',
    rule: 'port-variable-unset',
    site: use.site,
    message: say`\`${use.name}\` has no value in .env and no default, so Compose ${effect}.${documented} Set it in .env or give it a default: \`\${${use.name}:-${target ?? '8080'}}\`.`,
    certainty: 'high',
    ...(use.example ? { severity: 'info' as const } : {}),
    fixes: target
      ? [
          {
            title: say`Default \`${use.name}\` to ${target}`,
            at: use.site,
            newText: `\${${use.name}:-${target}}`,
            safe: false,
          },
        ]
      : [],
    related: use.example ? [{ at: use.example, message: say`\`${use.name}\` is documented here` }] : [],
  };
}

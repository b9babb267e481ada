import type { AppendedItem, KubernetesTree } from '../../facts/assembled';
import type { ProblemFact } from '../../facts';
import type { Node } from '../../syntax/tree';
import { get, itemsOf, siteOf, textOf } from '../../syntax/tree';
import { say } from '../../text/say';
import { baseName } from '../../text/uri';

/** A13: ports that a strategic merge patch adds where it most likely meant to change one (formats.md §3.15). */
export function appendedPorts(tree: KubernetesTree): readonly ProblemFact[] {
  return (tree.appended ?? []).map(problemOf);
}

function problemOf({ key, base, added, list }: AppendedItem): ProblemFact {
  const site = siteOf(get(added, key) ?? added);
  const before = siteOf(get(base, key) ?? base);
  const [old, now] = [numberOf(base, key), numberOf(added, key)];
  const file = baseName(before.uri);
  const patch = { at: siteOf(list), safe: false, insert: true } as const;
  return {
    kind: 'problem',
    rule: 'kustomize-port-patch-appends',
    site,
    message: say`The patch adds \`${key}: ${now}\` beside \`${key}: ${old}\` of ${file}: items are told apart by their \`${key}\`, so the old one stays. To replace it, delete it with \`$patch: delete\`, replace the list with \`$patch: replace\`, or change the number by a JSON patch.`,
    certainty: 'certain',
    // A patch inside the kustomization is one text there; edits of lists are for lists of the file.
    fixes: !isOfFile(list)
      ? []
      : [
          {
            ...patch,
            title:
              key === 'port' ? say`Delete port ${old} in the patch` : say`Delete containerPort ${old} in the patch`,
            newText: deletion(base, key),
          },
          // Beside a directive for another item, the list as a whole was not meant.
          ...(itemsOf(list).some((item) => get(item, '$patch') !== undefined)
            ? []
            : [{ ...patch, title: say`Replace the whole list by that of the patch`, newText: '{ $patch: replace }' }]),
        ],
    related: [{ at: before, message: say`\`${key}: ${old}\`, which stays` }],
  };
}

function isOfFile({ source }: Node): boolean {
  const [first] = source.segments;
  return source.segments.length === 1 && first?.site.copy === true && first.site.start === 0 && !first.origin;
}

function numberOf(item: Node, key: string): string {
  return textOf(get(item, key)) ?? '';
}

/** The protocol is a part of what tells items apart, as soon as one of them writes it. */
function deletion(base: Node, key: string): string {
  const protocol = textOf(get(base, 'protocol'));
  return `{ $patch: delete, ${key}: ${numberOf(base, key)}${protocol ? `, protocol: ${protocol}` : ''} }`;
}

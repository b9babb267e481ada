import type { CheckFact, CommandLine, EnvVar } from '../../facts';
import { open } from '../../facts';
import { isPartial, placeOf } from '../../lore/compose';
import { checkOfCommand } from '../../lore/health';
import type { Node } from '../../syntax/tree';
import { get, isNull, isTrue, itemsOf, scalar } from '../../syntax/tree';
import { decoded } from '../../syntax/decode';
import type { MappedText } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { textAt } from './values';
import { shellWords } from './words';

/**
 * `command` or `entrypoint`: a list as it is, a text cut into words; no shell reads either. An empty one counts: it
 * clears the image's. `undefined` when the image's is left as it is.
 */
export function commandOf(node: Node | undefined): CommandLine | undefined {
  if (node === undefined || isNull(node)) return undefined;
  const site = placeOf(node);
  if (node.kind === 'seq') return { form: 'exec', words: node.items.flatMap((i) => textAt(i) ?? []), site };
  return { form: 'exec', words: node.kind === 'scalar' ? shellWords(decoded(node)) : [], site };
}

/**
 * The health check (formats.md §2.9): one fact for each address that its command probes. A check of which nothing is
 * recognised has an open port; one that is switched off has no port at all. None when the image's own is left.
 */
export function checksOf(service: Node, env: readonly EnvVar[]): readonly CheckFact[] {
  const check = get(service, 'healthcheck');
  const test = get(check, 'test');
  const site = placeOf(test ?? check ?? service);
  const off: CheckFact = { kind: 'healthcheck', method: 'exec', port: { alternatives: [] }, explicit: false, site };
  if (isTrue(get(check, 'disable'))) return [off];
  if (test === undefined || isNull(test)) return [];
  const command = testCommand(test, site);
  if (command === 'none') return [off];
  if (!command) return [{ ...off, port: open(say`the check is not known`, site) }];
  const targets = checkOfCommand(command, env).filter(
    (t) => !command.words.some((w) => isPartial(w.text) && touchesHole(w, t.site)),
  );
  if (targets.length === 0) return [{ ...off, port: open(say`no address is recognised in the check`, site), command }];
  return targets.map((t): CheckFact => ({
    kind: 'healthcheck',
    method: 'exec',
    ...(t.host ? { host: t.host } : {}),
    port: t.port,
    explicit: t.explicit,
    ...(t.scheme === undefined ? {} : { scheme: t.scheme }),
    site: t.site,
    command,
  }));
}

function testCommand(test: Node, site: Span): CommandLine | 'none' | undefined {
  if (test.kind === 'scalar') return { form: 'shell', words: [decoded(test)], site };
  const [first, ...rest] = itemsOf(test);
  const words = rest.flatMap((i) => textAt(i) ?? []);
  const kind = scalar(first)?.value;
  if (kind === 'NONE') return 'none';
  if (kind === 'CMD') return { form: 'exec', words, site };
  return kind === 'CMD-SHELL' ? { form: 'shell', words: words.slice(0, 1), site } : undefined;
}

/** Whether a place in the file touches what is not known of a text. */
export function touchesHole(text: MappedText, place: Span): boolean {
  return text.segments.some((s, i) => {
    const end = text.segments[i + 1]?.at ?? text.text.length;
    return (
      isPartial(text.text.slice(s.at, end)) &&
      s.site.uri === place.uri &&
      s.site.start <= place.end &&
      place.start <= s.site.end
    );
  });
}

import type { ContainerPort, DeclaredPort, Port, ProblemFact, Protocol, Publication, Values } from '../../facts';
import { UNSET, only, open } from '../../facts';
import { hasTemplate, isPartial, placeOf } from '../../lore/compose';
import type { PortMapping } from '../../lore/portSyntax';
import { parseExposeEntry, parsePortMapping } from '../../lore/portSyntax';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { get, itemsOf, scalar } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { sliceMapped } from '../../text/mapped';
import { say } from '../../text/say';
import { baseName } from '../../text/uri';
import { missingTarget, portProblem } from './problems';
import { locate, locatedText, textAt, textValues, unknownIn } from './values';

/** Where the readers put what is wrong. */
export type Report = (problem: ProblemFact) => void;

/** The entries of `ports` in short and long form (formats.md §2.2, §2.3). Entries that Compose refuses give none. */
export function readPorts(node: Node | undefined, report: Report): readonly ContainerPort[] {
  return itemsOf(node).flatMap((item) => {
    if (item.kind === 'scalar') return shortPort(item, report) ?? [];
    return item.kind === 'map' ? (longPort(item, report) ?? []) : [unknownPort(item)];
  });
}

function citation(node: Node): string {
  return say`\`ports\` of ${baseName(placeOf(node).uri)}`;
}

function unknownPort(item: Node, text?: MappedText): ContainerPort {
  const site = placeOf(item);
  const because = text ? unknownIn(text).because : say`it is template syntax or no port`;
  const host = open<Port>(because, site);
  return {
    container: open(because, site),
    protocol: 'tcp',
    publish: { host, hostIp: open(because, site), site },
    site,
    form: 'short',
    by: citation(item),
  };
}

function shortPort(item: ScalarNode, report: Report): ContainerPort | undefined {
  if (item.type === 'null') return undefined;
  const text = decoded(item);
  if (isAmbiguousNumber(item) || hasTemplate(text.text))
    return unknownPort(item, hasTemplate(text.text) ? text : undefined);
  if (text.text.includes(UNSET)) return partialPort(item, text, report);
  const { mapping, problems } = parsePortMapping(text);
  for (const p of problems) report(portProblem(p, text));
  if (!mapping) return undefined;
  return fromMapping(item, mapping, {
    ...(mapping.host ? { host: only(mapping.host) } : {}),
    ...(mapping.hostIp ? { hostIp: only(mapping.hostIp) } : {}),
    site: placeOf(item),
  });
}

function fromMapping(item: Node, mapping: PortMapping, publish: Publication): ContainerPort {
  return {
    container: only(mapping.container),
    protocol: mapping.protocol,
    ...(mapping.protocolSite ? { protocolSite: mapping.protocolSite } : {}),
    publish,
    site: placeOf(item),
    form: 'short',
    by: citation(item),
  };
}

/** Numbers that YAML readers take differently: `0022` is 18 for Compose, 22 for others; `8_080`, `1e3`. */
function isAmbiguousNumber(item: ScalarNode): boolean {
  if (item.decoded || item.style !== 'plain') return false;
  return (
    (item.type === 'int' && !/^(?:0|-?[1-9]\d*)$/.test(item.value)) ||
    item.type === 'float' ||
    /^[\d_]*_[\d_]*$/.test(item.value)
  );
}

/**
 * A mapping with variables that have no value: the container port stands behind the last colon whatever they are. Host
 * port and address are known where no variable stands in their part.
 */
function partialPort(item: ScalarNode, text: MappedText, report: Report): ContainerPort {
  const colon = text.text.lastIndexOf(':');
  const last = sliceMapped(text, colon + 1, text.text.length);
  if (last.text.includes(UNSET))
    return { ...unknownPort(item, text), ...(colon < 0 ? {} : hostSide(item, text, colon)) };
  const { mapping, problems } = parsePortMapping(last);
  for (const p of problems) report(portProblem(p, last));
  return mapping ? fromMapping(item, mapping, hostSide(item, text, colon).publish) : unknownPort(item, text);
}

function hostSide(item: Node, text: MappedText, colon: number): { readonly publish: Publication } {
  const site = placeOf(item);
  const { because } = unknownIn(text);
  const before = sliceMapped(text, 0, Math.max(0, colon));
  const cut = before.text.lastIndexOf(':');
  const port = sliceMapped(before, cut + 1, before.text.length);
  const address = sliceMapped(before, 0, Math.max(0, cut));
  // A variable alone in front may hold the address as well: `${BIND}:80` with 127.0.0.1:9000.
  const ip = cut < 0 ? (port.text.includes(UNSET) ? open<string>(because, site) : undefined) : addressValues(address);
  const number =
    port.text.includes(UNSET) || colon < 0
      ? undefined
      : /^\d{1,5}(?:-\d{1,5})?$/.test(port.text)
        ? parsePortMapping(port).mapping?.container
        : undefined;
  return { publish: { host: number ? only(number) : open(because, site), ...(ip ? { hostIp: ip } : {}), site } };
}

function addressValues(address: MappedText): Values<string> | undefined {
  if (address.text === '') return undefined;
  return isPartial(address.text) ? { alternatives: [], open: unknownIn(address) } : only(locate(address));
}

const PROTOCOLS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);

/** The long form: `target` is one number, `published` may be a range of which one is taken. */
function longPort(item: Node, report: Report): ContainerPort | undefined {
  const target = get(item, 'target');
  if (target === undefined) {
    if (get(item, 'published')) report(missingTarget(item));
    return undefined;
  }
  const container = numberAt(target, report, false);
  if (container === 'nothing') return undefined;
  const site = placeOf(item);
  const protocol = textAt(get(item, 'protocol'));
  const known = PROTOCOLS.has(protocol?.text.toLowerCase() ?? '') ? (protocol?.text.toLowerCase() as Protocol) : 'tcp';
  const published = numberAt(get(item, 'published'), report, true);
  const hostIp = textValues(get(item, 'host_ip'));
  const mode = locatedText(get(item, 'mode'))?.value;
  const [name, appProtocol] = [locatedText(get(item, 'name')), locatedText(get(item, 'app_protocol'))];
  return {
    container,
    protocol: known,
    ...(protocol ? { protocolSite: protocol.whole } : {}),
    publish: {
      ...(published === 'nothing' ? {} : { host: published }),
      ...(hostIp ? { hostIp } : {}),
      ...(mode ? { mode } : {}),
      site,
    },
    site,
    form: 'long',
    by: citation(item),
    ...(name ? { name } : {}),
    ...(appProtocol ? { appProtocol } : {}),
  };
}

/** A port number of the long form; `nothing` for none, and for a published 0, which means a free port. */
function numberAt(node: Node | undefined, report: Report, published: boolean): Values<Port> | 'nothing' {
  const found = scalar(node);
  if (!found)
    return node === undefined || node.kind === 'scalar'
      ? 'nothing'
      : open(say`it is template syntax or no number`, placeOf(node));
  const text = decoded(found);
  if (isPartial(text.text)) return { alternatives: [], open: unknownIn(text) };
  if (isAmbiguousNumber(found)) return open(say`YAML readers take this number differently`, placeOf(found));
  if (published && /^0*$/.test(text.text)) return 'nothing';
  if (!published && text.text.includes('-')) return open(say`\`target\` is no single number`, placeOf(found));
  // The short grammar knows numbers and ranges; a colon or slash has no place here.
  const { mapping, problems } = /[:/]/.test(text.text) ? { problems: [] } : parsePortMapping(text);
  for (const p of problems) if (p.kind !== 'range-lengths-differ') report(portProblem(p, text));
  return mapping ? only(mapping.container) : open(say`it is no port`, placeOf(found));
}

/** The entries of `expose` (formats.md §2.4). */
export function readExpose(node: Node | undefined, report: Report): readonly DeclaredPort[] {
  return itemsOf(node).flatMap((item): DeclaredPort[] => {
    const found = scalar(item);
    if (!found) return [];
    const text = decoded(found);
    const site = placeOf(item);
    if (isPartial(text.text))
      return [{ port: { alternatives: [], open: unknownIn(text) }, protocol: 'tcp', site, origin: 'own' }];
    if (isAmbiguousNumber(found))
      return [
        { port: open(say`YAML readers take this number differently`, site), protocol: 'tcp', site, origin: 'own' },
      ];
    const { exposed, problems } = parseExposeEntry(text);
    for (const p of problems) report(portProblem(p, text));
    return exposed ? [{ port: only(exposed.port), protocol: exposed.protocol, site, origin: 'own' }] : [];
  });
}

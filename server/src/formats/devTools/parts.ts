import type {
  BuildRequest,
  DevToolTree,
  ImageBuildFact,
  ListenerFact,
  Located,
  ObjectFact,
  Port,
  PortReference,
  Protocol,
  ReferenceTarget,
  Values,
} from '../../facts';
import { isPortNumber, located, numberPort, only, open } from '../../facts';
import { hasHole, maskVariables } from '../../lore/mask';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { sliceMapped, traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { directoryOf, joinUri } from '../../text/uri';

/*
 * What readers of developers' tools share: the frame of a fact, ports in text, images that are built.
 */

/** One forward: a port of the developer's machine, and whose port it leads to. Either may be missing. */
export interface Forward {
  readonly listener?: ListenerFact;
  readonly reference?: PortReference;
}

/** The objects that stand for the forwards of a file: one for each, so that every local port leads to its own. */
export function toolObjects(
  tree: DevToolTree,
  objectKind: string,
  name: Located<string>,
  forwards: readonly Forward[],
): readonly ObjectFact[] {
  return forwards.flatMap(({ listener, reference }, i): readonly ObjectFact[] => {
    const site = reference?.site ?? listener?.site;
    if (!site) return [];
    return [
      {
        kind: 'object',
        platform: 'kubernetes',
        id: `${tree.tool}/${tree.uri}#${i}`,
        objectKind,
        group: tree.tool,
        name,
        site,
        labels: new Map(),
        annotations: new Map(),
        listeners: listener ? [listener] : [],
        references: reference ? [reference] : [],
        fragment: false,
      },
    ];
  });
}

/** A port in digits; open for variables and for what is no port. */
export function portIn(text: MappedText): Values<Port> {
  const traced = traceAll(text);
  if (!/^\d{1,5}$/.test(text.text) || !isPortNumber(Number(text.text)))
    return open(say`it is not known here`, traced.site);
  return only(located(numberPort(Number(text.text)), traced));
}

/** A port on the developer's machine. */
export function localPort(port: Values<Port>, protocol: Protocol, site: Span): ListenerFact {
  return { port, protocol, reach: 'unknown', site };
}

/** A port of something in the cluster that a tool leads to. */
export function forwardTo(
  target: ReferenceTarget,
  port: Values<Port>,
  layer: PortReference['layer'],
  by: string,
  site: Span,
): PortReference {
  return { use: 'forward', role: 'route', target, port, layer, by, site };
}

/** Text with its way; `undefined` when some of it is filled in later. */
export function knownText(text: MappedText | undefined): Located<string> | undefined {
  if (!text || text.text === '' || /\{\{/.test(text.text) || hasHole(maskVariables(text.text))) return undefined;
  return located(text.text, traceAll(text));
}

/** The two sides of `8080:80`, with an address before them or without: the local port and the one that it leads to. */
export function splitMapping(
  text: MappedText,
): { readonly local: MappedText; readonly remote?: MappedText; readonly host?: MappedText } | undefined {
  const m = /^(?:(\[[\da-fA-F:.]+\]|[\w.-]*):)??(\d{1,5})(?::(\d{1,5}))?$/.exec(text.text);
  if (!m) return undefined;
  const [, host, local = '', remote] = m;
  const end = text.text.length;
  const behind = remote === undefined ? 0 : remote.length + 1;
  const mapped = {
    local: sliceMapped(text, end - behind - local.length, end - behind),
    ...(host ? { host: sliceMapped(text, 0, host.length) } : {}),
  };
  return remote === undefined ? mapped : { ...mapped, remote: sliceMapped(text, end - remote.length, end) };
}

/** A Dockerfile that a tool builds under a name. Paths start at the tool's file; `dockerfile` at the context or, with `beside`, there too. */
export function imageBuild(
  tree: DevToolTree,
  name: Located<string>,
  parts: {
    readonly context?: string;
    readonly dockerfile?: string;
    readonly beside?: boolean;
    readonly target?: Located<string>;
    readonly args?: ReadonlyMap<string, MappedText | undefined>;
    readonly site: Span;
    readonly named: Span;
  },
): ImageBuildFact {
  const directory = directoryOf(tree.uri);
  const context = joinUri(directory, parts.context ?? '.');
  const base = parts.beside && parts.dockerfile !== undefined ? directory : context;
  const remote = /:\/\/|^git@|^[~/]|[{$]/.test(`${parts.context ?? ''}${parts.dockerfile ?? ''}`);
  const dockerfile: BuildRequest['dockerfile'] = remote
    ? { kind: 'unknown', because: say`its context is not in the workspace` }
    : { kind: 'file', uri: joinUri(base, parts.dockerfile ?? 'Dockerfile') };
  return {
    kind: 'image-build',
    name,
    build: {
      dockerfile,
      ...(parts.target ? { target: parts.target } : {}),
      args: parts.args ?? new Map<string, MappedText | undefined>(),
      site: parts.site,
      named: parts.named,
      certainty: 'certain',
    },
  };
}

/** A local port that nobody wrote: the one of the resource; not known where that is a name. */
export function sameLocally(port: Values<Port>, site: Span): Values<Port> {
  const numbers = port.alternatives.filter((a) => a.value.kind === 'number');
  const alternatives = numbers.map((a) => {
    const because = say`the local port is the same where none is written`;
    return located(a.value, { site, origins: [{ kind: 'implied', at: site, because }], via: [] }, 'high');
  });
  return { alternatives, ...(port.open ? { open: port.open } : {}) };
}

/** The mapped text of a scalar that is not null. */
export function mapped(node: Node | undefined): MappedText | undefined {
  return node?.kind === 'scalar' && node.type !== 'null' ? decoded(node) : undefined;
}

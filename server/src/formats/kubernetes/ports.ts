import type { ContainerPort, Located, Port, Publication, Values } from '../../facts';
import { located } from '../../facts';
import type { Node } from '../../syntax/tree';
import { get, isNull, itemsOf, siteOf } from '../../syntax/tree';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { locatedText, meantProtocol, portValues, readInteger, readProtocol } from './values';

/** Reads `ports` of a container (formats.md §3.2). With the host's network every container port is a port of the node. */
export function readPorts(container: Node, hostNetwork: boolean): readonly ContainerPort[] {
  return itemsOf(get(container, 'ports')).flatMap((item) => readPort(item, hostNetwork));
}

function readPort(item: Node, hostNetwork: boolean): readonly ContainerPort[] {
  const number = get(item, 'containerPort');
  if (!number || isNull(number)) return [];
  const protocol = readProtocol(get(item, 'protocol'));
  // A port whose protocol is not known is not known either: it must match nothing and miss nothing.
  const values =
    protocol.kind === 'unknown'
      ? { alternatives: [], open: { because: say`its protocol is filled in later` } }
      : portValues(number);
  const name = locatedText(get(item, 'name'));
  const publish = readPublication(item, values, hostNetwork);
  return [
    {
      container: values,
      protocol:
        protocol.kind === 'valid'
          ? protocol.protocol
          : (protocol.kind === 'invalid' && meantProtocol(protocol.text)) || 'tcp',
      ...(protocol.kind === 'valid' && protocol.site ? { protocolSite: protocol.site } : {}),
      ...(name && name.value !== '' ? { name } : {}),
      ...(publish ? { publish } : {}),
      site: siteOf(item),
      form: 'object',
      by: '`containerPort`',
    },
  ];
}

function readPublication(item: Node, container: Values<Port>, hostNetwork: boolean): Publication | undefined {
  const hostPort = get(item, 'hostPort');
  const read = readInteger(hostPort);
  const ip = locatedText(get(item, 'hostIP'));
  const hostIp = ip && ip.value !== '' ? { hostIp: { alternatives: [ip] } } : {};
  // 0 is how Go writes "not set".
  const written = hostPort && !isNull(hostPort) && !(read.kind === 'number' && read.number === 0);
  if (written) return { host: portValues(hostPort), ...hostIp, site: siteOf(hostPort) };
  if (!hostNetwork) return undefined;
  const site = siteOf(item);
  return { host: impliedHostPorts(container, site), ...hostIp, site };
}

function impliedHostPorts(container: Values<Port>, site: Span): Values<Port> {
  const because = say`\`hostNetwork: true\` opens every container port on the node itself`;
  const alternatives = container.alternatives.map((a): Located<Port> =>
    located(a.value, { site: a.site, origins: [{ kind: 'implied', at: site, because }], via: a.via }, a.certainty),
  );
  return container.open ? { alternatives, open: container.open } : { alternatives };
}

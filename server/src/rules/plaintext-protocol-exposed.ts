import type { ListenerFact, Located, ServicePort } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import { portClass, tlsTwin } from '../lore/portClasses';
import type { WayIn } from '../model/doors';
import { waysIn } from '../model/doors';
import type { ContextModel, NetworkObject } from '../model/model';
import { say } from '../text/say';
import { isWholeService } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, fixOf, milder, rewritten } from './rule';

interface Data {
  readonly at: Located<unknown> | undefined;
  readonly secure: string | undefined;
}

/** D8: a protocol without encryption is open to the outside although it has one with TLS. */
export const plaintextProtocolExposed: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'plaintext-protocol-exposed',
    summary: 'A protocol without encryption is open to the outside, although it has a port with TLS.',
    category: 'exposure',
    severity: 'info',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'What goes over such a port can be read and changed on the way, passwords included. FTP, POP3, IMAP, LDAP, MQTT and AMQP have a port of their own with TLS, and web servers send plain requests to HTTPS unless they are told not to.',
      howToFix: 'Open the port with TLS instead, or have plain requests redirected.',
      whenToIgnore:
        'When TLS ends in front of it, or the protocol starts TLS on the same port. Left alone on purpose: Ingresses without certificates, since their TLS may end elsewhere; redirects; internal load balancers; SMTP, which servers speak to each other in plain text first.',
    },
  },
  *check(model) {
    for (const way of waysIn(model)) {
      const report = ofPort(model, way);
      if (report) yield report;
    }
    for (const object of model.objects) {
      if (object.fact.fragment) continue;
      for (const listener of object.fact.listeners) {
        const report = ofListener(model, object, listener);
        if (report) yield report;
      }
    }
  },
  fix: ({ at, secure }) => (at && secure !== undefined ? fixOf(say`Write \`${secure}\``, rewritten(at, secure)) : []),
};

/** Port 80 is for browsers and has its redirects; mail servers reach each other on 25 and 587. */
const WEB_AND_MAIL = new Set([25, 80, 587]);
const NAMES: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [110, 'POP3'],
  [143, 'IMAP'],
  [389, 'LDAP'],
]);

/** A port of a Service that is open by its type, or below HTTP through an object. */
function ofPort(model: ContextModel, way: WayIn): Report<Data> | undefined {
  const { service, port, through } = way;
  const { fact } = service;
  const number = single(port.port);
  if (through || !isWholeService(service) || number?.value.kind !== 'number' || port.protocol !== 'tcp')
    return undefined;
  const own = number.value.number;
  const twin = WEB_AND_MAIL.has(own) ? undefined : tlsTwin(own);
  if (twin === undefined || /tls|ssl/i.test(`${port.name?.value ?? ''} ${port.appProtocol?.value ?? ''}`))
    return undefined;
  if (fact.ports.some((p) => isNumber(p, twin))) return undefined;
  if ([...fact.annotations.keys()].some((key) => /ssl-cert|ssl-ports|tls/i.test(key))) return undefined;
  const name = NAMES.get(own) ?? portClass(own)?.name ?? say`a protocol`;
  return {
    site: number.site,
    message: say`Service \`${fact.name.value}\` of type ${fact.type} opens ${name} without TLS (port ${own}) to the outside. Open ${twin}, its port with TLS, or keep it inside the cluster.`,
    certainty: weakest(number.certainty, 'high'),
    severity: milder('info', exposureSeverity(model.context.role, number.site, 'info')),
    related: fact.typeSite ? [{ at: fact.typeSite, message: say`type ${fact.type}` }] : [],
    data: { at: undefined, secure: undefined },
  };
}

function isNumber(port: ServicePort, number: number): boolean {
  return port.port.alternatives.some((a) => contains(a.value, number));
}

/** A listener that is told to answer plain requests although there is one with TLS beside it. */
function ofListener(model: ContextModel, object: NetworkObject, listener: ListenerFact): Report<Data> | undefined {
  const { insecure, reach } = listener;
  if (!insecure || reach !== 'outside') return undefined;
  const { at, secure } = insecure;
  const port = single(listener.port);
  const where = port ? say` on port ${showPort(port.value)}` : '';
  return {
    site: at.site,
    message: say`${object.fact.objectKind} \`${object.fact.name.value}\` answers requests without TLS${where} although it has certificates. Redirect them to HTTPS.`,
    certainty: at.certainty,
    severity: milder('info', exposureSeverity(model.context.role, at.site, 'info')),
    related: [],
    data: { at, secure },
  };
}

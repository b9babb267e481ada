import type { Located, Port, ProxyPortFact } from '../facts';
import { atLeast, only, showPort, weakest } from '../facts';
import { publishes } from '../model/bindings';
import type { PortSpec } from '../model/evidence';
import { listPorts } from '../model/evidence';
import {
  citing,
  listedness,
  listensElsewhere,
  mainPort,
  mayListen,
  neighbours,
  runningUnits,
  unitName,
} from '../model/listening';
import type { Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Related, Report } from './rule';
import { fixOf, preferring, rewritten } from './rule';

interface Data {
  readonly port: Located<Port>;
  readonly instead: number;
}

const PROXY_NAMES = { traefik: 'Traefik', 'nginx-proxy': 'nginx-proxy', caddy: 'Caddy', swag: 'SWAG' } as const;

/** B19: a label or variable sends a reverse proxy to a port that the container does not serve. */
export const proxyLabelPortMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'proxy-label-port-mismatch',
    summary: 'A reverse proxy is told a port that the container does not serve, or is not told one that it needs.',
    category: 'resolution',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Traefik, nginx-proxy, Caddy and SWAG reach containers over a shared network, so they need the container port. A published host port means nothing to them, and with a wrong port they answer “Bad Gateway”. Without a port Traefik takes the lowest exposed one and gives up when there is none; nginx-proxy takes the only exposed one, else 80.',
      howToFix:
        'Put the port that the program listens on into the label (`traefik.http.services.<name>.loadbalancer.server.port`) or variable (`VIRTUAL_PORT`).',
      whenToIgnore:
        'When the program serves the port in a way that no file shows. Left alone on purpose: containers of which no port is known, containers of which only some ports may be known, Traefik’s `useBindPortIP`, and services that are switched off for the proxy.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      for (const proxy of unit.fact.proxies) {
        const report = proxy.port ? wrongPort(unit, proxy, proxy.port) : missingPort(unit, proxy);
        if (report) yield report;
      }
    }
  },
  fix: (data) =>
    preferring(data ? fixOf(say`Send it to port ${data.instead}`, rewritten(data.port, data.instead)) : []),
};

function wrongPort(unit: Unit, proxy: ProxyPortFact, port: Located<Port>): Report<Data | undefined> | undefined {
  if (proxy.usesPublished || port.value.kind !== 'number') return undefined;
  const units = neighbours(unit.workload);
  if (units.some((u) => u.possible.some((p) => p.port.open)) || mayListen(units, only(port))) return undefined;
  const { number } = port.value;
  const published = units.map((u) => publishes(u, number)).find((p) => p !== undefined && p.target !== number);
  const proxyName = PROXY_NAMES[proxy.proxy];
  if (published && !units.some(listensElsewhere)) {
    const message = say`${proxyName} is sent to port ${number} of ${unitName(unit)}, but ${number} is published on the host only: the container answers on ${published.target}. Use ${published.target}.`;
    const related = [
      { at: published.port.site, message: say`host port ${number} leads to container port ${published.target}` },
    ];
    return {
      site: port.site,
      message,
      certainty: weakest('high', port.certainty),
      related,
      data: { port, instead: published.target },
    };
  }
  const sure = weakest(...units.map((u) => listedness(u) ?? 'low'));
  if (sure === 'low') return undefined;
  const main = mainPort(unit);
  const there = listPorts(unit.belief.main);
  const message = say`${proxyName} is sent to port ${number} of ${unitName(unit)}, which listens on ${there}. Use ${there}.`;
  const related = unit.belief.main.map((e): Related => ({
    at: e.site,
    message: say`${citing(e)} says ${listPorts([e])}`,
  }));
  const data = main?.value.kind === 'number' ? { data: { port, instead: main.value.number } } : {};
  return { site: port.site, message, certainty: weakest(sure, port.certainty), related, ...data };
}

/** What an image exposes, when that is certainly all; `undefined` when there may be more. */
function exposedBy(unit: Unit): readonly PortSpec[] | undefined {
  const own = [...unit.fact.ports.map((p) => ({ port: p.container, protocol: p.protocol })), ...unit.fact.exposes];
  if (unit.image) {
    const { fact, certainty } = unit.image;
    return fact.open || fact.template || !atLeast(certainty, 'high') ? undefined : [...own, ...fact.exposes];
  }
  if (!unit.known?.exposesComplete) return undefined;
  const { exposes } = unit.known;
  return [
    ...own,
    ...exposes.map((e): PortSpec => ({ port: { alternatives: [impliedAt(unit, e.port)] }, protocol: e.protocol })),
  ];
}

function impliedAt(unit: Unit, number: number): Located<Port> {
  return { value: { kind: 'number', number }, site: unit.fact.site, origins: [], via: [], certainty: 'high' };
}

function missingPort(unit: Unit, proxy: ProxyPortFact): Report<undefined> | undefined {
  const exposed = exposedBy(unit);
  if (!exposed || exposed.some((e) => e.port.open)) return undefined;
  const numbers = new Set(exposed.flatMap((e) => e.port.alternatives.map((a) => showPort(a.value))));
  const message =
    proxy.proxy === 'traefik'
      ? traefikProblem(unit, numbers)
      : proxy.proxy === 'nginx-proxy'
        ? nginxProblem(numbers, unit)
        : undefined;
  return message === undefined ? undefined : { site: proxy.site, message, certainty: 'high', related: [] };
}

function traefikProblem(unit: Unit, numbers: ReadonlySet<string>): string | undefined {
  if (unit.workload.fact.network.kind === 'host') {
    return say`Traefik cannot tell the port of ${unitName(unit)}, since it is on the host's network. Name it by the label \`traefik.http.services.${unit.workload.fact.name.value}.loadbalancer.server.port\`.`;
  }
  if (numbers.size > 0) return undefined;
  return say`Traefik finds no port of ${unitName(unit)}: its image exposes none and nothing is mapped. Name the port by the label \`traefik.http.services.${unit.workload.fact.name.value}.loadbalancer.server.port\`.`;
}

function nginxProblem(numbers: ReadonlySet<string>, unit: Unit): string | undefined {
  if (numbers.size < 2 || numbers.has('80')) return undefined;
  return say`nginx-proxy falls back to port 80 of ${unitName(unit)}, since it exposes several ports (${[...numbers].join(', ')}) and 80 is none of them. Name one by \`VIRTUAL_PORT\`.`;
}

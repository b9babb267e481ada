import type { ContainerPort } from '../facts';
import { single, weakest } from '../facts';
import type { Binding } from '../model/bindings';
import { bindingsOf, isOpenToOutside } from '../model/bindings';
import { runningUnits, unitName } from '../model/listening';
import type { ContextModel, Service, Unit } from '../model/model';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, publishOnLoopback } from './rule';

/** The port on which the Docker daemon serves its API without TLS. */
const DOCKER_API = 2375;

/** D4: a control API without authentication can be reached from outside. */
export const dockerApiExposed: ContextRule<ContainerPort | undefined> = {
  scope: 'context',
  meta: {
    id: 'docker-api-exposed',
    summary: 'The Docker API, or another control API without authentication, can be reached from outside.',
    category: 'exposure',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Port 2375 is the Docker API without TLS: whoever reaches it starts a container that mounts the disk of the host, which is the same as being root there. Such ports are searched for all the time. A container with the Docker socket gives the same power to whoever takes over the program in it.',
      howToFix:
        'Take the mapping away; containers of the project reach the daemon over their network. Where it must be reached from outside, use TLS with client certificates on 2376. Instead of mounting the socket into an application, put a socket proxy in between that allows only the calls it needs.',
      whenToIgnore:
        'On a machine that nobody else can reach. Left alone on purpose: Docker-in-Docker without a mapping; loopback; socket proxies; images from elsewhere with the socket, since dashboards, proxies and updaters need it by design.',
    },
  },
  *check(model) {
    const bindings = bindingsOf(model);
    for (const binding of bindings) {
      const report = ofBinding(binding);
      if (report) yield report;
    }
    for (const service of model.services) yield* ofService(service);
    for (const unit of runningUnits(model)) {
      const mine = bindings.filter((b) => b.unit === unit);
      const report = ofSocket(model, unit, mine);
      if (report) yield report;
    }
  },
  fix: (port, model) => (port ? publishOnLoopback(port, model) : []),
};

function ofBinding(b: Binding): Report<ContainerPort | undefined> | undefined {
  const number = single(b.port.container)?.value;
  if (number?.kind !== 'number' || number.number !== DOCKER_API || b.protocol !== 'tcp' || needsSocket(b.unit))
    return undefined;
  if (b.reach !== 'everyone' && b.reach !== 'address') return undefined;
  const node = b.unit.workload.fact.platform === 'kubernetes';
  const where =
    b.reach === 'address' ? say`on ${b.ip}` : node ? say`on every node` : say`on every interface of the host`;
  const message = say`${unitName(b.unit)} publishes the Docker API without TLS ${where} (port ${DOCKER_API}): whoever reaches it is root there. Take the ${node ? say`host port` : say`mapping`} away, or use 2376 with TLS.`;
  const off = tlsOff(b.unit);
  // Docker-in-Docker serves with TLS on 2376 instead, unless it is told not to.
  const sure = off || b.unit.fact.command || !isDockerInDocker(b.unit) ? 'certain' : 'high';
  const literals = [b.host, ...b.port.container.alternatives].map((v) => v?.certainty ?? 'certain');
  const data = !node && b.host ? { data: b.port } : {};
  return {
    site: b.port.site,
    message,
    certainty: weakest(sure, ...literals),
    related: off ? [{ at: off, message: say`switches TLS off` }] : [],
    ...data,
  };
}

function isDockerInDocker(unit: Unit): boolean {
  const reference = single(unit.fact.image)?.value ?? '';
  return /^(?:docker\.io\/)?(?:library\/)?docker(?::|$)|dind/.test(reference);
}

/** Where `DOCKER_TLS_CERTDIR` is set to nothing, which makes Docker-in-Docker serve without TLS. */
function tlsOff(unit: Unit): Span | undefined {
  const variable = unit.fact.env.find((v) => v.name === 'DOCKER_TLS_CERTDIR');
  return variable?.value && variable.value.text === '' && !variable.open ? variable.nameSite : undefined;
}

function needsSocket(unit: Unit): boolean {
  const images = [unit.fact.image, unit.image?.fact.base].flatMap((i) => i?.alternatives.map((a) => a.value) ?? []);
  const names = [unit.workload.fact.name.value, ...images];
  if (names.some((n) => /socket-?proxy|dockerproxy/i.test(n))) return true;
  // Built on a program that reads the socket by design.
  return images.some((n) => /nginx-proxy|traefik|caddy-docker|portainer|watchtower|docker-gen/i.test(n));
}

function* ofService(service: Service): Generator<Report<undefined>> {
  const { fact } = service;
  if (!isOpenToOutside(service)) return;
  for (const port of fact.ports) {
    const number = single(port.targetPort ?? port.port)?.value;
    if (number?.kind !== 'number' || number.number !== DOCKER_API || port.protocol !== 'tcp') continue;
    const message = say`Service \`${fact.name.value}\` of type ${fact.type} opens the Docker API without TLS to the outside of the cluster: whoever reaches it is root on the node. Use ClusterIP, or 2376 with TLS.`;
    yield {
      site: port.site,
      message,
      certainty: 'certain',
      related: fact.typeSite ? [{ at: fact.typeSite, message: say`type ${fact.type}` }] : [],
    };
  }
}

/** A program of the workspace that is open to others and holds the Docker socket. */
function ofSocket(model: ContextModel, unit: Unit, bindings: readonly Binding[]): Report<undefined> | undefined {
  const socket = unit.fact.mounts.find(
    (m) => m.kind === 'bind' && /(?:^|\/)(?:docker|podman)\.sock$/.test(m.source ?? m.target),
  );
  const open = bindings.find((b) => b.reach === 'everyone' && b.host);
  if (!socket || !open || !unit.fact.build || needsSocket(unit)) return undefined;
  const message = say`${unitName(unit)} is published and holds the Docker socket: whoever takes over the program is root on the host. Put a socket proxy in between that allows only the calls it needs.`;
  return {
    site: socket.site,
    message,
    certainty: 'high',
    severity: exposureSeverity(model.context.role, socket.site, 'warning'),
    related: [{ at: open.port.site, message: say`published here` }],
  };
}

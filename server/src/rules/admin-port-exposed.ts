import { showPort, single, weakest } from '../facts';
import type { KnownPort } from '../lore/images';
import { portClass } from '../lore/portClasses';
import type { PortClass } from '../lore/portClasses';
import type { Binding } from '../model/bindings';
import { bindingsOf, isOpenToOutside } from '../model/bindings';
import type { WayIn } from '../model/doors';
import { waysIn } from '../model/doors';
import { unitName } from '../model/listening';
import type { ContextModel, Service } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, publishOnLoopback } from './rule';
import type { ContainerPort } from '../facts';

/** Images whose purpose is to let people in by SSH. */
const LETS_PEOPLE_IN =
  /(?:^|[/_-])(?:ssh|sshd|openssh(?:-server)?|sftp|bastion|jumphost|git|gitea|gitlab(?:-[ce]e)?|gogs|forgejo|onedev|soft-serve|gerrit|sshpiper|teleport)(?:$|[:/@_-])/i;

/** Interfaces that ask for a password and are made to be shown to people. */
const SIGN_IN = /(?:^|\/)(?:grafana|sonarqube|keycloak|nexus3?|jenkins|harbor|superset|metabase|gitea|gitlab)/i;

/** Ports of such images that programs talk to: mail, traces, build agents. */
const FOR_PROGRAMS = new Set([1025, 1110, 4317, 4318, 14250, 14268, 14269, 50000]);

/** D2: an administrator's door can be reached from outside of the host or cluster. */
export const adminPortExposed: ContextRule<ContainerPort | undefined> = {
  scope: 'context',
  meta: {
    id: 'admin-port-exposed',
    summary: 'An administration interface, SSH or a remote desktop can be reached from outside.',
    category: 'exposure',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Interfaces for operators often have no password, a default one or a long list of old holes, and whoever gets in controls what they administrate. A mapping without an address is bound on every interface of the host, past the rules of ufw or firewalld.',
      howToFix:
        'Publish it on the loopback interface (`127.0.0.1:8080:8080`) and reach it through an SSH tunnel or a proxy with authentication; in Kubernetes keep the Service at `ClusterIP` and use `kubectl port-forward`, or have the Ingress ask who comes.',
      whenToIgnore:
        'When it is meant to be reached and well guarded. It is a warning in files for production, an info elsewhere and a hint in files for development. Left alone on purpose: loopback and single addresses; images whose purpose is SSH, such as Git servers and bastions; numbers that other programs use as well, unless the image says what it is.',
    },
  },
  *check(model) {
    for (const binding of bindingsOf(model)) {
      const report = ofBinding(model, binding);
      if (report) yield report;
    }
    for (const service of model.services) yield* ofService(model, service);
    for (const way of waysIn(model)) {
      const report = way.through && ofDoor(model, way, way.through);
      if (report) yield report;
    }
    yield* ofImage(model);
  },
  fix: (port, model) => (port ? publishOnLoopback(port, model) : []),
};

function ofBinding(model: ContextModel, b: Binding): Report<ContainerPort | undefined> | undefined {
  if (
    b.reach !== 'everyone' ||
    !b.host ||
    letsPeopleIn(
      b.unit.fact.image?.alternatives.map((a) => a.value),
      b.unit.workload.fact.name.value,
    )
  )
    return undefined;
  const what = doorOf(b);
  if (!what) return undefined;
  const node = b.unit.workload.fact.platform === 'kubernetes';
  const where = node ? say`on every node` : say`on every interface of the host`;
  const advice = node
    ? say`Take the host port away and use \`kubectl port-forward\`.`
    : say`Bind it to 127.0.0.1 and go through a tunnel, or put a proxy with authentication in front.`;
  const message = say`${unitName(b.unit)} opens ${what} ${where}. ${advice}`;
  const severity = exposureSeverity(model.context.role, b.port.site, 'info');
  const data = node ? {} : { data: b.port };
  return { site: b.port.site, message, certainty: b.host.certainty, related: [], severity, ...data };
}

function letsPeopleIn(images: readonly string[] | undefined, name: string): boolean {
  return [...(images ?? []), name].some((text) => LETS_PEOPLE_IN.test(text));
}

/** What is behind a binding, when it is for operators: by the image, or by a number that nothing else uses. */
function doorOf({ unit, port, protocol, host }: Omit<Binding, 'reach'>): string | undefined {
  const number = single(port.container)?.value;
  if (number?.kind !== 'number') return undefined;
  const byNumber = portClass(number.number, protocol);
  const { known } = unit;
  const has = (ports: readonly KnownPort[] | undefined): boolean =>
    ports?.some((p) => p.port === number.number && p.protocol === protocol) === true;
  const where = portText(number.number, host);
  // People use a browser; what is UDP is for programs.
  if (known?.kind === 'admin' && has(known.ports) && protocol === 'tcp' && !FOR_PROGRAMS.has(number.number)) {
    return say`the administration interface \`${known.repository}\` (${where})`;
  }
  if (!byNumber || !isDoor(byNumber) || !byNumber.distinctive) return undefined;
  // A product that we know opens its own doors only.
  const foreign = known !== undefined && known.kind !== 'language-base' && known.complete;
  return foreign && !has(known.ports) && !has(known.optional) ? undefined : `${byNumber.name} (${where})`;
}

/** The port that is open, and the container's where it is another. */
function portText(container: number, host: Binding['host']): string {
  const open = host && showPort(host.value);
  return open === undefined || open === String(container)
    ? say`port ${container}`
    : say`port ${open}, ${container} in the container`;
}

function isDoor(c: PortClass): boolean {
  return c.kind === 'admin' || c.kind === 'shell';
}

/** Remote shells behind a Service that is reachable from outside; databases and consoles there have a rule of their own. */
function* ofService(model: ContextModel, service: Service): Generator<Report<undefined>> {
  const { fact } = service;
  if (!isOpenToOutside(service) || letsPeopleIn(undefined, fact.name.value)) return;
  for (const port of fact.ports) {
    const number = single(port.targetPort ?? port.port)?.value;
    const found = number?.kind === 'number' ? portClass(number.number, port.protocol) : undefined;
    if (
      found?.kind !== 'shell' ||
      !found.distinctive ||
      service.selected.some((s) =>
        s.workload.units.some((u) =>
          letsPeopleIn(
            u.fact.image?.alternatives.map((a) => a.value),
            u.fact.name.value,
          ),
        ),
      )
    )
      continue;
    const message = say`Service \`${fact.name.value}\` of type ${fact.type} opens ${found.name} to the outside of the cluster. Use ClusterIP and \`kubectl port-forward\` or \`kubectl exec\`.`;
    const severity = exposureSeverity(model.context.role, port.site, 'info');
    yield {
      site: port.site,
      message,
      certainty: 'certain',
      severity,
      related: fact.typeSite ? [{ at: fact.typeSite, message: say`type ${fact.type}` }] : [],
    };
  }
}

/** An administration interface that an Ingress or a route lets the outside in to, unless something there asks who comes. */
function ofDoor(
  model: ContextModel,
  { service, port, certainty }: WayIn,
  { reference }: NonNullable<WayIn['through']>,
): Report<undefined> | undefined {
  const { fact, object } = reference;
  if (object.fact.guarded || object.fact.fragment || port.protocol !== 'tcp') return undefined;
  const end = service.routes.find((r) => r.port === port)?.ends[0];
  const number = end && single(end.port.container)?.value;
  const images = end?.unit.fact.image?.alternatives.map((a) => a.value);
  if (!end || number?.kind !== 'number' || letsPeopleIn(images, service.fact.name.value)) return undefined;
  const what = doorOf({ unit: end.unit, port: end.port, protocol: 'tcp' });
  if (!what || SIGN_IN.test(end.unit.known?.repository ?? '')) return undefined;
  const name = `${object.fact.objectKind} \`${object.fact.name.value}\``;
  const site = single(fact.port)?.site ?? fact.site;
  return {
    site,
    message: say`${name} lets the outside in to ${what} of Service \`${service.fact.name.value}\`. Put authentication in front, or use \`kubectl port-forward\`.`,
    // Whether the controller has a public address is not written here.
    certainty: weakest(certainty, 'medium'),
    severity: exposureSeverity(model.context.role, site, 'info'),
    related: [{ at: port.site, message: say`the port of the Service` }],
  };
}

function* ofImage(model: ContextModel): Generator<Report<undefined>> {
  const image = model.image?.fact;
  if (
    !image ||
    image.template ||
    letsPeopleIn(
      image.base?.alternatives.map((a) => a.value),
      image.dockerfile,
    )
  )
    return;
  for (const exposed of image.exposes) {
    const port = single(exposed.port);
    if (
      exposed.origin !== 'own' ||
      port?.value.kind !== 'number' ||
      port.value.number !== 22 ||
      exposed.protocol !== 'tcp'
    )
      continue;
    const message = say`The image exposes SSH (port 22). \`docker exec\` needs no SSH server in the container; leave it out.`;
    yield { site: port.site, message, certainty: 'certain', severity: 'hint', related: [] };
  }
}

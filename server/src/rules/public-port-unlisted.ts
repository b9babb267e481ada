import type { Configuration } from '../configuration/configuration';
import { inRanges, registered, showRanges } from '../configuration/configuration';
import type { Certainty, ContainerPort, Located, Port } from '../facts';
import { showPort, single } from '../facts';
import { inNetwork } from '../lore/hostIp';
import type { Binding } from '../model/bindings';
import { bindingsOf, isOpenToOutside } from '../model/bindings';
import { boundsOf } from '../model/declared';
import { unitName } from '../model/listening';
import type { ContextModel, Service } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, publishOnLoopback } from './rule';

/** A port that can be reached from outside and is not on the list of those that may. */
export const publicPortUnlisted: ContextRule<ContainerPort | undefined> = {
  scope: 'context',
  meta: {
    id: 'public-port-unlisted',
    summary: 'A port can be reached from outside, but is not among those that may be public.',
    category: 'exposure',
    severity: 'off',
    configured: { by: 'public', severity: 'warning' },
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The project has a list of the ports that may be reached from outside. Each further one is a way in that nobody has looked at.',
      howToFix:
        'Publish it on the loopback interface, make the Service a `ClusterIP`, or add the port to `ports.public`, or `public: true` to the service’s entry in the registry.',
      whenToIgnore:
        'When something that the files do not show keeps the outside away. In files for development it is an info. Left alone on purpose: loopback, internal networks, host addresses and source ranges inside `trustedNetworks` (all of them, when there is no such list), internal load balancers, and ports that are not known here.',
    },
  },
  *check(model, configuration) {
    const allowed = configuration?.publicPorts;
    if (!configuration || !allowed) return;
    for (const b of bindingsOf(model)) {
      const report = ofBinding(model, b, configuration);
      if (report && !isListed(allowed, report.port)) yield report;
    }
    for (const service of model.services) {
      for (const report of ofService(model, service, configuration)) if (!isListed(allowed, report.port)) yield report;
    }
  },
  fix: (port, model) => (port?.publish ? publishOnLoopback(port, model).slice(0, 1) : []),
};

type Found = Report<ContainerPort | undefined> & { readonly port: Port };

function isListed(allowed: NonNullable<Configuration['publicPorts']>, port: Port): boolean {
  const [from, to] = boundsOf(port);
  return port.kind === 'name' || inRanges(allowed, from) || inRanges(allowed, to);
}

function ofBinding(model: ContextModel, b: Binding, c: Configuration): Found | undefined {
  const { unit, host, port, reach, ip } = b;
  if (!host || mayBePublic(c, [unit.workload.fact.name.value])) return undefined;
  const outside = reach === 'address' && ip !== undefined && isOutside(c, ip);
  if (reach !== 'everyone' && !outside) return undefined;
  const where = outside ? say`on ${ip}, outside of the trusted networks` : say`on every interface of the host`;
  // The Kubernetes form of a mapping has no address to narrow.
  const data = unit.workload.fact.platform === 'compose' ? port : undefined;
  return {
    ...found(model, host, say`${unitName(unit)} publishes port ${showPort(host.value)} ${where}`, c, host.certainty),
    data,
  };
}

function* ofService(model: ContextModel, service: Service, c: Configuration): Generator<Found> {
  const { fact } = service;
  const names = [fact.name.value, ...service.selected.map((s) => s.workload.fact.name.value)];
  const open =
    isOpenToOutside(service) || (fact.type === 'LoadBalancer' && fact.sourceRanges.some((r) => isOutside(c, r.value)));
  if (!open || mayBePublic(c, names)) return;
  for (const p of fact.ports) {
    const value = single(fact.type === 'NodePort' ? p.nodePort : p.port);
    if (!value) continue;
    const where = fact.type === 'NodePort' ? say`on every node` : say`outside the cluster`;
    const text = say`Service \`${fact.name.value}\` of type ${fact.type} opens port ${showPort(value.value)} ${where}`;
    yield { ...found(model, value, text, c, value.certainty), data: undefined };
  }
}

function found(model: ContextModel, value: Located<Port>, what: string, c: Configuration, certainty: Certainty): Found {
  const list = c.publicPorts ?? [];
  const may = list.length === 0 ? say`the project lets no port be public` : say`only ${showRanges(list)} may be public`;
  return {
    site: value.site,
    message: say`${what}, but ${may}. Close it, or add it to \`ports.public\`.`,
    certainty,
    severity: exposureSeverity(model.context.role, value.site, 'warning'),
    related: [],
    port: value.value,
  };
}

function mayBePublic(c: Configuration, names: readonly string[]): boolean {
  return names.some((n) => registered(c, n)?.isPublic);
}

/** Whether an address or network reaches beyond the trusted ones; nothing does when none are named. */
function isOutside(c: Configuration, address: string): boolean {
  return c.trustedNetworks.length > 0 && !c.trustedNetworks.some((n) => inNetwork(address, n));
}

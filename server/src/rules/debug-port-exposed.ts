import type { ContainerPort } from '../facts';
import { numberPort, single, weakest } from '../facts';
import { portClass } from '../lore/portClasses';
import { isAllInterfaces } from '../lore/portSyntax';
import type { Binding } from '../model/bindings';
import { bindingsOf } from '../model/bindings';
import type { Evidence, PortSpec } from '../model/evidence';
import { listPorts, mayMeet } from '../model/evidence';
import { citing, runningUnits, unitName } from '../model/listening';
import type { ContextModel, Service, Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Related, Report } from './rule';
import { exposureSeverity, isProduction, publishOnLoopback } from './rule';

/** D3: a debugger can be reached from outside of its container's host. */
export const debugPortExposed: ContextRule<ContainerPort | undefined> = {
  scope: 'context',
  meta: {
    id: 'debug-port-exposed',
    summary: 'A debugger can be reached beyond the loopback interface.',
    category: 'exposure',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The debug protocols of Node.js, Java, Python and Go have no password: whoever reaches the port runs code in the process. A mapping without an address is bound on every interface of the host, past the rules of ufw or firewalld.',
      howToFix:
        'Publish the debugger on the loopback interface only (`127.0.0.1:9229:9229`), and leave it out of files for production.',
      whenToIgnore:
        'On a machine that nobody else can reach. It is an info in files for development. Left alone on purpose: debuggers published on loopback, and numbers that other programs use as well, unless a flag says that a debugger listens there.',
    },
  },
  *check(model) {
    for (const binding of bindingsOf(model)) {
      const report = ofBinding(model, binding);
      if (report) yield report;
    }
    for (const service of model.services) yield* ofService(model, service);
    for (const unit of runningUnits(model)) yield* ofFlag(model, unit);
  },
  fix: (port, model) => (port ? publishOnLoopback(port, model) : []),
};

function ofBinding(model: ContextModel, b: Binding): Report<ContainerPort | undefined> | undefined {
  if (b.reach !== 'everyone' || !b.host) return undefined;
  const found = debuggerOn(b.unit, { port: b.port.container, protocol: b.protocol });
  if (!found) return undefined;
  const node = b.unit.workload.fact.platform === 'kubernetes';
  const where = node ? say`on every node` : say`on every interface of the host`;
  const advice = node
    ? say`Take the host port away and use \`kubectl port-forward\`.`
    : say`Publish it on 127.0.0.1 only.`;
  const message = say`${unitName(b.unit)} opens ${found.name} (${found.by ? `${found.by}, ` : ''}port ${listPorts([{ port: b.port.container, protocol: b.protocol }])}) ${where}: whoever reaches it runs code in the process. ${advice}`;
  const severity = exposureSeverity(model.context.role, b.port.site, 'warning');
  const data = node ? {} : { data: b.port };
  return {
    site: b.port.site,
    message,
    certainty: weakest(b.host.certainty, found.certainty),
    related: found.related,
    severity,
    ...data,
  };
}

interface Debugger {
  readonly name: string;
  /** The flag that says so. */
  readonly by?: string;
  readonly certainty: 'certain' | 'high';
  readonly related: readonly Related[];
}

/** The debugger on a port: a flag says so, or the number is used by nothing else. */
function debuggerOn(unit: Unit | undefined, spec: PortSpec): Debugger | undefined {
  const flag = unit?.belief.all.find((e) => e.purpose === 'debug' && mayMeet(e, spec));
  if (flag)
    return {
      name: say`a debugger`,
      by: citing(flag),
      certainty: 'certain',
      related: [{ at: flag.site, message: say`${citing(flag)} opens it` }],
    };
  const number = single(spec.port)?.value;
  if (number?.kind !== 'number' || unit?.belief.main.some((e) => mayMeet(e, spec))) return undefined;
  const found = portClass(number.number, spec.protocol);
  return found?.kind === 'debug' && found.distinctive
    ? { name: found.name, certainty: 'high', related: [] }
    : undefined;
}

function* ofService(model: ContextModel, service: Service): Generator<Report<undefined>> {
  const { fact } = service;
  if (fact.fragment || fact.type === 'ExternalName') return;
  for (const route of service.routes) {
    const port = single(route.port.targetPort ?? route.port.port)?.value;
    const end = route.ends[0];
    const spec: PortSpec = {
      port: end?.port.container ?? {
        alternatives: port?.kind === 'number' ? [implied(route.port.site, port.number)] : [],
      },
      protocol: route.port.protocol,
    };
    const unit = end?.unit ?? service.selected[0]?.workload.units[0];
    const found = spec.port.alternatives.length > 0 ? debuggerOn(unit, spec) : undefined;
    if (!found) continue;
    const message = say`Service \`${fact.name.value}\` leads to ${found.name} (${found.by ? `${found.by}, ` : ''}port ${listPorts([spec])}): whoever reaches it runs code in the process. Take it out and use \`kubectl port-forward\`.`;
    yield {
      site: route.port.site,
      message,
      certainty: found.certainty,
      severity: exposureSeverity(model.context.role, route.port.site, 'warning'),
      related: found.related,
    };
  }
}

function implied(site: Related['at'], number: number): PortSpec['port']['alternatives'][number] {
  return { value: numberPort(number), site, origins: [], via: [], certainty: 'certain' };
}

/** A debugger that binds every interface, in a file for production, even where its port is not published. */
function* ofFlag(model: ContextModel, unit: Unit): Generator<Report<undefined>> {
  if (unit.belief.all.every((e) => e.purpose !== 'debug')) return;
  if (!isProduction(model.context.role, unit.fact.site)) return;
  const isPublished = (e: Evidence) =>
    unit.fact.ports.some((p) => p.publish && mayMeet({ port: p.container, protocol: p.protocol }, e));
  for (const e of unit.belief.all) {
    if (e.purpose !== 'debug' || !e.host || !isAllInterfaces(e.host.value) || isPublished(e)) continue;
    const message = say`${citing(e)} opens a debugger of ${unitName(unit)} on every interface of the container in a file for production: every other container can run code in it. Take the flag away, or bind 127.0.0.1.`;
    yield { site: e.host.site, message, certainty: weakest(e.certainty, e.host.certainty), related: [] };
  }
}

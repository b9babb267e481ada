import type { Fix, LabelSelector, Located, Port, ServicePort } from '../facts';
import { contains, samePort, showPort, single, weakest } from '../facts';
import { isMeshPort } from '../lore/portClasses';
import { isDnsLabel, nearestName } from '../lore/portNames';
import { mayListen, neighbours } from '../model/listening';
import type { LinkedReference, Service, Unit, Workload } from '../model/model';
import type { Change } from '../text/change';
import { say } from '../text/say';
import {
  declarations,
  declaredList,
  isInjected,
  isKnown,
  isWholeService,
  mentions,
  portNames,
  portWithName,
  workloadNames,
} from './kubernetesParts';
import type { ContextRule, Related, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly asked: Located<Port>;
  /** Names of ports that it may ask for instead. */
  readonly names: readonly string[];
  /** The name of the port whose number is written. */
  readonly meant?: string;
  /** The only Service port there is, when it has no name. */
  readonly unnamed?: ServicePort;
  /** Numbers that it may ask for instead. */
  readonly numbers: readonly string[];
}

/** B9: a monitor asks for a port that what it chooses does not have. */
export const monitorPortUnresolved: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'monitor-port-unresolved',
    summary: 'A monitor scrapes a port that the Service or pod does not have.',
    category: 'resolution',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The Prometheus Operator turns `endpoints[].port` of a ServiceMonitor into a filter on the *name* of the Service port, and the ports of a PodMonitor into filters on declared container ports. A number where a name belongs, or a name that nothing has, leaves no target: nothing is scraped, and nothing complains.',
      howToFix:
        'Write the name of the Service port (give it one if it has none), or the name or number of a port that the container declares.',
      whenToIgnore:
        'When Services or pods that are not in the workspace carry the labels as well. Left alone on purpose: monitors that choose nothing of the workspace, or everything; monitors of which one chosen Service has the port; pods with injected sidecars; `targetPort` beside `port`, which wins. For `prometheus.io/port` the finding is an info, and only where `prometheus.io/scrape` is on.',
    },
  },
  *check(model) {
    for (const object of model.objects) {
      if (object.fact.fragment) continue;
      for (const reference of object.references) {
        const report = reference.fact.use === 'monitor' ? reportOf(reference) : undefined;
        if (report) yield report;
      }
    }
  },
  fix: (data) => [...nameFixes(data), ...numberFixes(data)],
};

function nameFixes({ asked, names, meant, unnamed }: Data): readonly Fix[] {
  const word = showPort(asked.value);
  const near = meant ?? nearestName(word, names) ?? (names.length === 1 ? names[0] : undefined);
  const fixes = near === undefined ? [] : fixOf(say`Use the port name \`${near}\``, rewritten(asked, near));
  if (!unnamed || !isDnsLabel(word) || !/[a-z]/.test(word)) return fixes;
  const change: Change = { kind: 'insert-key', map: unnamed.site, key: 'name', value: word };
  return [...fixes, ...fixOf(say`Name the Service port \`${word}\``, [change])];
}

function numberFixes({ asked, numbers }: Data): readonly Fix[] {
  const [number] = numbers;
  return numbers.length === 1 && number !== undefined ? fixOf(say`Use port ${number}`, rewritten(asked, number)) : [];
}

function reportOf(reference: LinkedReference): Report<Data> | undefined {
  const { target } = reference.fact;
  const asked = single(reference.fact.port);
  if (!asked || reference.open) return undefined;
  switch (target.kind) {
    case 'services':
      if (isEverything(target.selector)) return undefined;
      return reference.fact.layer === 'service' ? ofServices(reference, asked) : ofPods(reference, asked, endpoints);
    case 'pods':
      return isEverything(target.selector) ? undefined : ofPods(reference, asked, (r) => r.workloads);
    case 'host':
      return ofAddress(reference, asked);
    case 'own':
      return ofAnnotation(reference, asked);
    case 'service':
    case 'object':
    case 'several':
    case 'node':
    case 'unknown':
      return undefined;
  }
}

/** A selector without a condition chooses by the way what has nothing to do with metrics. */
function isEverything(selector: LabelSelector): boolean {
  return selector.labels.size === 0 && selector.requirements.length === 0;
}

/** What a reference says that is not there, for the message: "ServiceMonitor `web` scrapes …". */
function subject({ object }: LinkedReference): string {
  return `${object.fact.objectKind} \`${object.fact.name.value}\``;
}

function serviceNames(services: readonly Service[]): string {
  const names = services.slice(0, 2).map((s) => say`Service \`${s.fact.name.value}\``);
  return services.length > 2 ? say`${names.join(', ')} and ${services.length - 2} more` : names.join(say` and `);
}

function portList(ports: readonly ServicePort[]): string {
  const all = ports.flatMap((p) => p.port.alternatives.map((a) => portWithName(a.value, p.name?.value)));
  const list = [...new Set(all)];
  if (list.length === 0) return say`no port`;
  return list.length > 4 ? `${list.slice(0, 4).join(', ')} …` : list.join(', ');
}

function servicePorts(ports: readonly ServicePort[]): readonly Related[] {
  return ports.slice(0, 4).map((p) => ({
    at: p.site,
    message: p.name ? say`a Service port named \`${p.name.value}\`` : say`a Service port without a name`,
  }));
}

function ofServices(reference: LinkedReference, asked: Located<Port>): Report<Data> | undefined {
  const { services } = reference;
  if (services.length === 0 || !services.every((s) => isWholeService(s) && s.fact.type !== 'ExternalName'))
    return undefined;
  const ports = services.flatMap((s) => s.fact.ports);
  const word = showPort(asked.value);
  if (ports.some((p) => p.name?.value === word)) return undefined;
  const number = /^\d+$/.test(word) ? Number(word) : undefined;
  const digits = number === undefined ? '' : say`, and \`port\` takes a name, not a number`;
  const meant = number === undefined ? undefined : ports.find((p) => hasNumber(p, number))?.name?.value;
  const lone = ports.length === 1 && !ports[0]?.name ? ports[0] : undefined;
  return {
    site: asked.site,
    asked: showPort(asked.value),
    message: say`${subject(reference)} scrapes the Service port named \`${word}\`, but it chooses ${serviceNames(services)} with ${portList(ports)}${digits}: no target is found. ${lone ? say`Give the Service port a name and use that.` : say`Use the name of a Service port.`}`,
    certainty: weakest(asked.certainty, reference.certainty),
    related: servicePorts(ports),
    data: {
      asked,
      names: ports.flatMap((p) => p.name?.value ?? []),
      ...(meant === undefined ? {} : { meant }),
      ...(lone ? { unnamed: lone } : {}),
      numbers: [],
    },
  };
}

function hasNumber(port: ServicePort, number: number): boolean {
  return [port.port, port.targetPort].some((v) => v?.alternatives.some((a) => contains(a.value, number)));
}

/** The pods behind chosen Services; none unless all of them are known. */
function endpoints({ services }: LinkedReference): readonly Workload[] {
  if (!services.every((s) => isWholeService(s) && s.selected.length > 0)) return [];
  return services.flatMap((s) => s.selected.map((x) => x.workload));
}

function ofPods(
  reference: LinkedReference,
  asked: Located<Port>,
  podsOf: (r: LinkedReference) => readonly Workload[],
): Report<Data> | undefined {
  const pods = podsOf(reference);
  if (pods.length === 0 || !pods.every((w) => isKnown(w) && !isInjected(w))) return undefined;
  const units = pods.flatMap((w) => w.units);
  const ports = units.flatMap((u) => u.fact.ports);
  if (ports.some((p) => isAsked(asked.value, p))) return undefined;
  const named = asked.value.kind === 'name';
  const what = named
    ? say`the container port named \`${showPort(asked.value)}\``
    : say`container port ${showPort(asked.value)}`;
  const numbers = ports.flatMap((p) => p.container.alternatives.map((a) => showPort(a.value)));
  return {
    site: asked.site,
    asked: showPort(asked.value),
    message: say`${subject(reference)} scrapes ${what}, but it chooses ${workloadNames(pods)} with ${declaredList(units)}, and a port that no container declares is no target. ${named ? say`Use a name that is declared there` : say`Use a port that is declared there`}, or declare this one.`,
    certainty: weakest(asked.certainty, reference.certainty),
    related: declarations(ports),
    data: { asked, names: named ? portNames(units) : [], numbers: named ? [] : [...new Set(numbers)] },
  };
}

function isAsked(asked: Port, port: Unit['fact']['ports'][number]): boolean {
  if (asked.kind === 'name') return port.name?.value === asked.name;
  return port.container.alternatives.some((a) => samePort(a.value, asked));
}

/** A Probe's address: the DNS name of a Service, and a port of it. */
function ofAddress(reference: LinkedReference, asked: Located<Port>): Report<Data> | undefined {
  const { services } = reference;
  const known = services.every((s) => isWholeService(s) && !s.fact.headless && s.fact.type !== 'ExternalName');
  const { value } = asked;
  if (services.length === 0 || !known || value.kind !== 'number') return undefined;
  const ports = services.flatMap((s) => s.fact.ports);
  if (ports.some((p) => p.port.alternatives.some((a) => contains(a.value, value.number)))) return undefined;
  const numbers = [...new Set(ports.flatMap((p) => p.port.alternatives.map((a) => showPort(a.value))))];
  const written = asked.origins.every((o) => o.kind === 'text');
  return {
    site: asked.site,
    asked: showPort(asked.value),
    message: say`${subject(reference)} asks ${serviceNames(services)} for port ${value.number}, but it has ${portList(ports)}: the connection is refused or times out. Ask a port of the Service.`,
    certainty: weakest(asked.certainty, reference.certainty),
    related: servicePorts(ports),
    data: { asked, names: [], numbers: written ? numbers : [] },
  };
}

function ofAnnotation(reference: LinkedReference, asked: Located<Port>): Report<Data> | undefined {
  if (reference.object.fact.annotations.get(SCRAPE)?.value === 'false') return undefined;
  const pods = [...reference.workloads, ...reference.services.flatMap((s) => s.selected.map((x) => x.workload))];
  if (pods.length === 0 || !pods.every((w) => isListed(w, asked) && isScraped(w, reference))) return undefined;
  const units = pods.flatMap((w) => neighbours(w));
  if (mayListen(units, { alternatives: [asked] })) return undefined;
  const ports = units.flatMap((u) => u.fact.ports);
  const numbers = ports.flatMap((p) => p.container.alternatives.map((a) => showPort(a.value)));
  return {
    site: asked.site,
    asked: showPort(asked.value),
    message: say`\`${reference.fact.by}\` is ${showPort(asked.value)}, but ${workloadNames(pods)} declares ${declaredList(units)} and nothing says that it listens on ${showPort(asked.value)}. Write the port that serves the metrics, or declare this one.`,
    certainty: 'medium',
    related: declarations(ports),
    data: { asked, names: [], numbers: [...new Set(numbers)] },
  };
}

const SCRAPE = 'prometheus.io/scrape';

function isScraped(w: Workload, { object }: LinkedReference): boolean {
  return [w.fact.annotations, object.fact.annotations].some((all) => all.get(SCRAPE)?.value === 'true');
}

/** Whether all containers of a pod say on which ports they listen, and nothing else in them speaks of this one. */
function isListed(w: Workload, asked: Located<Port>): boolean {
  const { value } = asked;
  if (!isKnown(w) || isInjected(w) || value.kind !== 'number' || isMeshPort(value.number)) return false;
  const { number } = value;
  const probed = (u: Unit): boolean => u.checks.some((c) => c.port.alternatives.some((a) => contains(a.value, number)));
  return neighbours(w).every((u) => u.fact.ports.length > 0 && !mentions(u, number) && !probed(u));
}

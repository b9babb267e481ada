import type { ContainerPort, Fix, Located, Port } from '../facts';
import { showPort, single, weakest } from '../facts';
import { isPortName, nearestName } from '../lore/portNames';
import type { LinkedReference, Unit } from '../model/model';
import { say } from '../text/say';
import {
  declarations,
  declaredList,
  isInjected,
  nameFix,
  numberFix,
  portNames,
  workloadNames,
} from './kubernetesParts';
import { objectName, podsKnown } from './policyPorts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly asked: Located<Port>;
  readonly name: string;
  /** Names that the selected pods declare. */
  readonly names: readonly string[];
  /** The ports of the right protocol, when one workload alone is selected. */
  readonly ports: readonly ContainerPort[];
}

/** B8: a named port of a policy that no selected pod has. */
export const networkPolicyNamedPortUnresolved: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'networkpolicy-named-port-unresolved',
    summary: 'A named port in a network policy is declared by none of the selected pods, so it matches nothing.',
    category: 'resolution',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A name in a network policy is looked up in the container ports of each pod that the rule is about, by name and protocol. Where no pod has it, the rule matches no packet: nothing is let through, and nobody says so. Names of Service ports do not count.',
      howToFix: 'Use the name that the container declares, give the container port this name, or write the number.',
      whenToIgnore:
        'When something that is not in the workspace adds the port to the pods. Left alone on purpose: policies whose pods are not all known here, such as rules for traffic to everyone; pods that ask for injected sidecars; values that are filled in later.',
    },
  },
  *check(model) {
    for (const reference of model.objects.flatMap((o) => o.references)) {
      const report = reference.fact.use === 'policy' ? reportOf(reference) : undefined;
      if (report) yield report;
    }
  },
  fix({ asked, name, names, ports }): readonly Fix[] {
    const near = nearestName(name, names) ?? (names.length === 1 ? names[0] : undefined);
    const number = ports.length === 1 ? single(ports[0]?.container) : undefined;
    const unnamed = ports.filter((p) => !p.name);
    const port = unnamed.length === 1 ? unnamed[0] : undefined;
    const inner = port && single(port.container);
    return [
      ...(near === undefined ? [] : fixOf(say`Use the port name \`${near}\``, rewritten(asked, near))),
      ...(port && inner ? nameFix(port, inner, name) : []),
      ...(number ? numberFix(say`Use the number ${showPort(number.value)}`, asked, number) : []),
    ];
  },
};

function reportOf(reference: LinkedReference): Report<Data> | undefined {
  const { fact, object, workloads } = reference;
  const asked = single(fact.port);
  if (asked?.value.kind !== 'name' || !isPortName(asked.value.name) || !podsKnown(reference)) return undefined;
  if (workloads.some((w) => isInjected(w))) return undefined;
  const { name } = asked.value;
  const units = workloads.flatMap((w) => w.units);
  const named = units.flatMap((u) => u.fact.ports).filter((p) => p.name?.value === name);
  if (named.some((p) => fact.protocol === undefined || p.protocol === fact.protocol)) return undefined;
  const other = named[0];
  const why = other
    ? say`whose port \`${name}\` is ${other.protocol.toUpperCase()} and not ${(fact.protocol ?? 'tcp').toUpperCase()}`
    : say`which ${workloads.length > 1 ? say`declare` : say`declares`} ${declaredList(units)}`;
  return {
    site: asked.site,
    asked: name,
    message: say`${objectName(object)} names the port \`${name}\`, but it is about ${workloadNames(workloads)}, ${why}: it matches nothing. ${adviceOf(reference, name, other)}`,
    certainty: weakest(asked.certainty, reference.certainty),
    related: declarations(other ? [other] : units.flatMap((u) => u.fact.ports)),
    data: {
      asked,
      name,
      names: portNames(units).filter((n) => isPortName(n) && n !== name),
      ports: workloads.length === 1 ? servable(units, fact.protocol) : [],
    },
  };
}

function servable(units: readonly Unit[], protocol: ContainerPort['protocol'] | undefined): readonly ContainerPort[] {
  return units.flatMap((u) => u.fact.ports.filter((p) => protocol === undefined || p.protocol === protocol));
}

function adviceOf({ workloads }: LinkedReference, name: string, other: ContainerPort | undefined): string {
  if (other) return say`Use one protocol in both places.`;
  const routes = workloads.flatMap((w) => w.selectedBy.flatMap((s) => s.service.routes));
  const service = routes.find((r) => r.port.name?.value === name)?.service;
  if (service)
    return say`\`${name}\` is a port of Service \`${service.fact.name.value}\`; policies know the names of container ports only.`;
  return say`Use a name that is declared there, or the number.`;
}

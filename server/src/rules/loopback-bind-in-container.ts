import type { Certainty, Located } from '../facts';
import { weakest } from '../facts';
import { isLoopback } from '../lore/portSyntax';
import type { Evidence, PortSpec } from '../model/evidence';
import { listPorts, mayMeet, valuesMayMeet } from '../model/evidence';
import { neighbours, runningUnits, unitName } from '../model/listening';
import type { ContextModel, Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Related, Report } from './rule';
import { fixOf, preferring, rewritten } from './rule';

/** D9: the program binds loopback although others are meant to reach it. */
export const loopbackBindInContainer: ContextRule<Located<string>> = {
  scope: 'context',
  meta: {
    id: 'loopback-bind-in-container',
    summary: 'A program binds the loopback interface of its container although others must reach it.',
    category: 'exposure',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Published ports, Services and other containers reach a container through its network interface, never through its loopback interface. A program that binds `127.0.0.1` answers its own container only; from outside the connection is refused or reset, although everything looks mapped.',
      howToFix:
        'Bind every interface (`0.0.0.0`). To keep the port private, limit who can reach it from outside: publish it on `127.0.0.1`, or do not publish it at all.',
      whenToIgnore:
        'When something in the container forwards to the program. Left alone on purpose: containers that share their network namespace with another one, which may be a proxy; the host’s network; metrics, administration and debug listeners; programs that nobody outside of the container is told to reach.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      const report = reportOf(model, unit);
      if (report) yield report;
    }
  },
  fix: (host) => preferring(fixOf(say`Bind every interface (\`0.0.0.0\`)`, rewritten(host, '0.0.0.0'))),
};

function reportOf(model: ContextModel, unit: Unit): Report<Located<string>> | undefined {
  const { belief, workload } = unit;
  if (workload.netns !== workload || workload.fact.network.kind !== 'own' || neighbours(workload).length > 1)
    return undefined;
  const evidence = belief.main.find((e) => e.host !== undefined && isLoopback(e.host.value));
  const host = evidence?.host;
  if (!evidence || !host || evidence.port.open || belief.main.some((e) => e !== evidence && mayMeet(e, evidence)))
    return undefined;
  const reached = publishedAt(unit, evidence) ?? servedAt(unit, evidence) ?? dialledAt(model, unit, evidence);
  if (!reached) return undefined;
  const usual: Certainty = evidence.level === 11 ? 'medium' : 'certain';
  const message = say`The program of ${unitName(unit)} binds ${host.value}${host.origins[0]?.kind === 'implied' ? say` by default` : ''}, so only its own container reaches port ${listPorts([evidence])}, although ${reached.message}. Bind 0.0.0.0.`;
  const certainty = weakest(usual, evidence.certainty, host.certainty);
  return { site: host.site, message, certainty, related: [{ at: reached.at, message: reached.message }], data: host };
}

function publishedAt(unit: Unit, evidence: Evidence): Related | undefined {
  const port = unit.fact.ports.find((p) => p.publish && mayMeet({ port: p.container, protocol: p.protocol }, evidence));
  return port && { at: port.site, message: say`${port.by} publishes it` };
}

function servedAt(unit: Unit, evidence: Evidence): Related | undefined {
  for (const { service } of unit.workload.selectedBy) {
    for (const route of service.routes) {
      const target: PortSpec = { port: route.port.targetPort ?? route.port.port, protocol: route.port.protocol };
      const named = route.ends.some((e) => e.unit === unit && valuesMayMeet(e.port.container, evidence.port));
      if (named || mayMeet(target, evidence))
        return { at: route.port.site, message: say`Service \`${service.fact.name.value}\` sends to it` };
    }
  }
  return undefined;
}

function dialledAt(model: ContextModel, unit: Unit, evidence: Evidence): Related | undefined {
  for (const { fact, from, target } of model.connections) {
    if (!from || from === unit || target.kind !== 'workloads' || !target.workloads.includes(unit.workload)) continue;
    if (
      fact.class === 'own-listener' ||
      fact.class === 'browser' ||
      !mayMeet({ port: { alternatives: [fact.port] }, protocol: fact.protocol }, evidence)
    )
      continue;
    return { at: fact.site, message: say`\`${fact.key}\` of ${unitName(from)} dials it` };
  }
  return undefined;
}

import type { Configuration } from '../configuration/configuration';
import { registered } from '../configuration/configuration';
import type { Located, Port } from '../facts';
import { showPort, single } from '../facts';
import type { Workload } from '../model/model';
import { say } from '../text/say';
import type { ContextRule } from './rule';
import { fixOf } from './rule';

interface Data {
  readonly name: string;
  readonly port: Located<Port> | undefined;
  readonly configuration: Configuration;
}

/** A service with ports that the port registry does not know. */
export const serviceNotRegistered: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'service-not-registered',
    summary: 'A service with ports has no entry in the port registry.',
    category: 'policy',
    severity: 'off',
    configured: { by: 'services', severity: 'hint' },
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A registry in which some services are missing cannot tell whether a port is free.',
      howToFix:
        'Record the service with its container port under `ports.services`, or name it under `names` of the entry that is meant.',
      whenToIgnore:
        'When the registry is only about the project’s own services; set the rule to `off`. Left alone on purpose: workloads without ports, patches, and jobs that end.',
    },
  },
  *check(model, configuration) {
    if (!configuration || configuration.services.length === 0) return;
    for (const workload of model.workloads) {
      const { fact } = workload;
      const first = portsOf(workload);
      if (fact.fragment || first.length === 0 || registered(configuration, fact.name.value)) continue;
      if (fact.objectKind === 'Job' || fact.objectKind === 'CronJob') continue;
      const [port] = first;
      yield {
        site: fact.name.site,
        message: say`\`${fact.name.value}\` has port ${first.map((p) => showPort(p.value)).join(', ')}, but no entry in the port registry. Record it under \`ports.services\`.`,
        certainty: fact.name.certainty,
        related: [],
        data: { name: fact.name.value, port: first.length === 1 ? port : undefined, configuration },
      };
    }
  },
  fix({ name, port, configuration: { servicesSite } }) {
    // A name that YAML would read as something else is for people to write.
    if (!servicesSite || port?.value.kind !== 'number' || !/^[a-z][\w.-]*$/i.test(name)) return [];
    if (/^(?:true|false|null|yes|no|on|off)$/i.test(name)) return [];
    const value = String(port.value.number);
    return fixOf(say`Record port ${value} in the registry`, [
      { kind: 'insert-key', map: servicesSite, key: name, value },
    ]);
  },
};

/** The container ports of a workload that are known numbers, each once. */
function portsOf(workload: Workload): readonly Located<Port>[] {
  const out = new Map<string, Located<Port>>();
  for (const unit of workload.units) {
    if (unit.fact.role === 'init') continue;
    for (const values of [...unit.fact.ports.map((p) => p.container), ...unit.fact.exposes.map((e) => e.port)]) {
      const value = single(values);
      if (value?.value.kind === 'number') out.set(showPort(value.value), value);
    }
  }
  return [...out.values()];
}

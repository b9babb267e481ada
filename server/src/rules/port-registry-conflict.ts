import type { Configuration, RegisteredService } from '../configuration/configuration';
import { registered } from '../configuration/configuration';
import type { Located, Port, Values } from '../facts';
import { showPort, single, weakest } from '../facts';
import type { Unit, Workload } from '../model/model';
import { unitName } from '../model/listening';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';
import { fits } from './strategy';

interface Data {
  readonly value: Located<Port>;
  readonly service: RegisteredService;
}

/** E3: a service has another port inside its container than the registry says. */
export const portRegistryConflict: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'port-registry-conflict',
    summary: 'A service has another container port than the port registry says.',
    category: 'policy',
    severity: 'off',
    configured: { by: 'services', severity: 'warning' },
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The registry is what people look up and what other repositories rely on. When it and a deployment disagree, one of the two is wrong, and whoever trusts the wrong one talks to nothing or to another service.',
      howToFix: 'Use the registry’s port in the deployment, or record the deployment’s port in the registry.',
      whenToIgnore:
        'When the service of that name is another one; give it another name, or set the rule to `off` for its files under `overrides`. Left alone on purpose: services that the registry does not know, workloads of which one port is the registered one (or one of `also`), published, Service and node ports, and values that are not known here.',
    },
  },
  *check(model, configuration) {
    if (!configuration || configuration.services.length === 0) return;
    for (const workload of model.workloads) {
      const service = registered(configuration, workload.fact.name.value);
      const report = service && reportOf(workload, service, configuration);
      if (report) yield report;
    }
  },
  fix: ({ value, service }) => [
    ...fixOf(say`Use the registry’s port here: ${service.port}`, rewritten(value, service.port)),
    ...fixOf(say`Record port ${showPort(value.value)} for \`${service.name}\` in the registry`, [
      { kind: 'replace', at: service.portSite, text: showPort(value.value) },
    ]),
  ],
};

function reportOf(workload: Workload, service: RegisteredService, c: Configuration): Report<Data> | undefined {
  if (workload.fact.fragment) return undefined;
  const units = workload.units.filter((u) => u.fact.role !== 'init' && valuesOf(u).length > 0);
  const all = units.flatMap(valuesOf).map((v) => single(v));
  const known = all.filter((v) => v?.value.kind === 'number');
  // A range, a name or a variable may be anything: the registered port, too.
  if (known.length === 0 || known.length < all.length || fits(service, known as Located<Port>[])) return undefined;
  const unit = units.length === 1 ? units[0] : units.find((u) => u.fact.name.value === service.name);
  const value = unit && single(valuesOf(unit)[0]);
  if (!unit || !value) return undefined;
  const others = c.services.filter((s) => s !== service && String(s.port) === showPort(value.value));
  const owned = others.length > 0 ? say`, which is that of ${others.map((s) => `\`${s.name}\``).join(say` and `)}` : '';
  return {
    site: value.site,
    message: say`${unitName(unit)} has container port ${showPort(value.value)}${owned}, but the port registry says ${service.port} for \`${service.name}\`. Use ${service.port} here, or record ${showPort(value.value)} there.`,
    certainty: weakest(value.certainty, 'high'),
    related: [{ at: service.portSite, message: say`registered here: ${service.port}` }],
    data: { value, service },
  };
}

function valuesOf({ fact }: Unit): readonly Values<Port>[] {
  return [...fact.ports.map((p) => p.container), ...fact.exposes.map((e) => e.port)];
}

import { single } from '../facts';
import type { Unit } from '../model/model';
import type { ContextRule } from './rule';

/** F10: a process that is not root on a port below 1024. */
export const privilegedPortNonroot: ContextRule = {
  scope: 'context',
  meta: {
    id: 'privileged-port-nonroot',
    summary: 'A process that does not run as root is to bind a port below 1024.',
    category: 'hygiene',
    severity: 'warning',
    since: '0.1.0',
    fixable: false,
    docs: {
      why: 'Ports below 1024 need root or the capability NET_BIND_SERVICE. Docker and newer container runtimes lift this inside a private network namespace, older runtimes do not, and in the host’s network nothing lifts it.',
      howToFix: 'Listen on 8080 or the like and map the low port to it.',
      whenToIgnore: 'When the runtime is known to allow it. Containers with NET_BIND_SERVICE are left alone, and so is everything that runs by Docker in a network of its own.',
    },
  },
  *check(model) {
    for (const unit of model.units) {
      const { fact } = unit.workload;
      const host = fact.network.kind === 'host';
      if (!isNonRoot(unit) || (fact.platform === 'compose' && !host) || unit.fact.capabilities?.some((c) => /NET_BIND_SERVICE|^ALL$/i.test(c))) continue;
      for (const p of unit.fact.ports) {
        const value = single(p.container);
        if (value?.value.kind !== 'number' || value.value.number >= 1024 || value.value.number < 1) continue;
        yield {
          site: value.site,
          message: `Container \`${unit.fact.name.value}\` does not run as root but is to listen on port ${value.value.number}; ports below 1024 need root or NET_BIND_SERVICE${host ? ' in the network of the host' : ' on some container runtimes'}. Listen on a higher port and map this one to it.`,
          certainty: 'high',
          severity: host ? 'warning' : 'hint',
          related: unit.fact.user ? [{ at: unit.fact.user.site, message: 'the user it runs as' }] : [],
        };
      }
    }
  },
};

function isNonRoot(unit: Unit): boolean {
  const user = unit.fact.user?.value;
  if (user !== undefined) return !/^(?:0|root)(?::|$)/.test(user) && user !== '';
  return unit.fact.nonRoot === true;
}

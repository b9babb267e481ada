import type { RegisteredService } from '../configuration/configuration';
import { say } from '../text/say';
import type { WorkspaceRule } from './rule';
import { fixOf } from './rule';
import { speaksFor } from './strategy';

/** An entry of the port registry for a service that is not there. */
export const registryEntryUnused: WorkspaceRule<RegisteredService> = {
  scope: 'workspace',
  meta: {
    id: 'registry-entry-unused',
    summary: 'The port registry has an entry for a service that the workspace does not have.',
    category: 'policy',
    severity: 'off',
    configured: { by: 'services', severity: 'hint' },
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A port that is kept for a service which is gone, or which has another name now, is a port that nobody dares to use.',
      howToFix: 'Delete the entry, or give it the name that the service has now.',
      whenToIgnore:
        'When the service lives in another repository; set the rule to `off`. Left alone on purpose: everything, while no stack was found at all.',
    },
  },
  *check({ contexts }, configurations) {
    for (const c of configurations) {
      const own = contexts.filter((m) => speaksFor(c, m));
      const stacks = own.filter((m) => m.workloads.length + m.services.length > 0);
      if (stacks.length === 0) continue;
      const there = new Set(
        stacks.flatMap((m) => [...m.workloads, ...m.services].map((w) => w.fact.name.value.toLowerCase())),
      );
      for (const entry of c.services) {
        if ([entry.name, ...entry.names].some((n) => there.has(n.toLowerCase()))) continue;
        yield {
          site: entry.nameSite,
          message: say`The port registry has \`${entry.name}\` with port ${entry.port}, but no Compose service, workload or Service has that name. Delete the entry, or rename it.`,
          certainty: 'certain',
          related: [],
          data: entry,
        };
      }
    }
  },
  fix: ({ nameSite }) => fixOf(say`Delete the entry`, [{ kind: 'remove', at: nameSite }]),
};

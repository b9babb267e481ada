import type { ComposeTree, DialName, Fact, ProblemFact, WorkloadFact } from '../../facts';
import type { Format } from '../format';
import { embedded } from './mounts';
import { linksOf, networkFacts } from './network';
import { distinct, projectProblems } from './problems';
import { readService, serviceEntries, workloadId } from './service';

/** Compose files: an assembled project ─▶ services, networks, problems. */
export const compose: Format<ComposeTree> = {
  id: 'compose',
  title: 'Docker Compose',
  files: ['**/{compose,docker-compose}{,.*,-*}.{yml,yaml}', '**/*compose*.{yml,yaml}'],
  reads: [
    'projects: default file and override, COMPOSE_FILE, other files as environments of their own, `include`, `extends`, anchors, `!reset` and `!override`',
    'variables with `.env` and defaults',
    '`ports` (short and long), `expose`, networks, aliases, links, `network_mode`, `extra_hosts`',
    '`environment`, `env_file`, `command`, `entrypoint`, `healthcheck`, addresses in them',
    'labels of Traefik and Caddy, variables of nginx-proxy',
    '`build`: Dockerfile, target, arguments, `dockerfile_inline`; `configs` with content',
  ],
  tree: 'compose',
  detect: (uri) => /[^/]*compose[^/]*\.ya?ml$/i.test(uri),
  read: (tree) => ({ facts: readProject(tree) }),
};

function readProject(tree: ComposeTree): readonly Fact[] {
  const problems: ProblemFact[] = [];
  const entries = serviceEntries(tree);
  const workloads = entries.flatMap((e) => readService(e, tree, (p) => problems.push(p)) ?? []);
  const linked = withLinks(workloads, entries);
  const texts = entries.flatMap((e) => embedded(tree.root, e.value, workloadId(e.key.value)));
  return [...linked, ...networkFacts(tree.root), ...texts, ...distinct([...problems, ...projectProblems(tree)])];
}

/** The names that `links` of one service give to another, for the first alone. */
function withLinks(
  workloads: readonly WorkloadFact[],
  entries: ReturnType<typeof serviceEntries>,
): readonly WorkloadFact[] {
  const given = new Map<string, DialName[]>();
  for (const e of entries) {
    for (const { target, alias } of linksOf(e.value)) {
      const id = workloadId(target);
      given.set(id, [...(given.get(id) ?? []), { ...alias, onlyFrom: workloadId(e.key.value) }]);
    }
  }
  return workloads.map((w) => (given.has(w.id) ? { ...w, names: [...w.names, ...(given.get(w.id) ?? [])] } : w));
}

import { showPort, single } from '../../facts';
import { isPortName } from '../../lore/portNames';
import type { Written } from '../../text/change';
import { say } from '../../text/say';
import type { Snapshot } from '../snapshot';
import type { DeclaredNumber } from './kubernetesPorts';
import { declaredAt } from './kubernetesPorts';
import type { RefactoringKind } from './refactoring';

/** A container gets a readiness probe on one of its ports. */
export const addReadinessProbe: RefactoringKind = {
  id: 'add-readiness-probe',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Add a readiness probe (Kubernetes)',
    text: 'On the number of a `containerPort` of a container without any probe: adds a `readinessProbe` that connects to it (`tcpSocket`), by its name where it has one; one that asks by HTTP (`httpGet`) where the image’s HEALTHCHECK asks the same port by HTTP, with its path. Not offered for jobs, init containers and sidecars, in templates of charts and in patches.',
  },
  at(snapshot, place) {
    const declared = declaredAt(snapshot, place);
    const [first] = declared;
    if (!first || !declared.every((d) => lacksProbes(snapshot, d))) return [];
    const name = first.port.name?.value;
    const port = name !== undefined && isPortName(name) ? name : showPort(first.number.value);
    const path = healthPath(first);
    if (!declared.every((d) => healthPath(d) === path)) return [];
    const value: Written = path === undefined ? { tcpSocket: { port } } : { httpGet: { path, port } };
    const title =
      path === undefined
        ? say`Add a readiness probe that connects to port ${showPort(first.number.value)}`
        : say`Add a readiness probe that asks \`${path}\` on port ${showPort(first.number.value)}`;
    return [
      {
        title,
        rewrite: () => ({
          changes: [{ kind: 'insert-key', map: first.unit.fact.site, key: 'readinessProbe', value }],
        }),
      },
    ];
  },
};

function lacksProbes({ files }: Snapshot, { unit, port, number }: DeclaredNumber): boolean {
  const { fact, workload } = unit;
  const { uri, start, end } = fact.site;
  const text = files.get(uri)?.text.slice(start, end) ?? 'Probe';
  const isHere = uri === number.site.uri && start <= number.site.start && number.site.end <= end;
  return (
    isHere &&
    port.protocol === 'tcp' &&
    fact.role === 'main' &&
    !workload.fact.fragment &&
    !/^(?:Cron)?Job$/.test(workload.fact.objectKind) &&
    !fact.checks.some((c) => c.kind !== 'postStart' && c.kind !== 'preStop') &&
    !/Probe|<<:/.test(text)
  );
}

/** What the image's own check asks of the port by HTTP. */
function healthPath({ unit, number }: DeclaredNumber): string | undefined {
  const check = unit.image?.fact.check;
  const port = single(check?.port);
  if (!check || check.scheme !== 'http' || !port || showPort(port.value) !== showPort(number.value)) return undefined;
  return pathIn(check.command?.words.map((w) => w.text) ?? []);
}

function pathIn(words: readonly string[]): string | undefined {
  const paths = words.flatMap((w) =>
    [...w.matchAll(/http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?(\/[\w./-]*)?(?=[\s"'|;)]|$)/g)].map(
      (m) => m[1] ?? '/',
    ),
  );
  return new Set(paths).size === 1 ? paths[0] : undefined;
}

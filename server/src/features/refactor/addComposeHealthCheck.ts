import { single } from '../../facts';
import type { HealthCommand } from '../../lore/healthCommands';
import { programOf, serverCheck } from '../../lore/healthCommands';
import type { Unit } from '../../model/model';
import { originOf } from '../../rules/rule';
import { say } from '../../text/say';
import type { Snapshot } from '../snapshot';
import { numbersOf } from './dockerfileStage';
import type { Place, RefactoringKind } from './refactoring';

/** A Compose service of a known image gets a health check by the image's own program. */
export const addComposeHealthCheck: RefactoringKind = {
  id: 'add-compose-health-check',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Add a health check (Compose)',
    text: 'On the name, the image or a port of a service that runs an official image of a database, cache or queue: adds a `healthcheck` with the program that the image brings for it (`pg_isready`, `redis-cli ping` …), on another port where the service moves it. Not offered where there is a check, where the port is not known, and for images of which it is not known that they have such a program.',
  },
  at(snapshot, place) {
    const units = place.deployments.map((m) => m.units.filter((u) => isAbout(u, place)));
    const commands = units.map(([unit, ...more]) => (unit && more.length === 0 ? checkOf(snapshot, unit) : undefined));
    const [command] = commands;
    const unit = units[0]?.[0];
    const beside = unit && originOf(single(unit.fact.image));
    const same = commands.every((c) => c !== undefined && JSON.stringify(c) === JSON.stringify(command));
    if (!command || !beside || !same) return [];
    const value = { test: composeTest(command), interval: '10s', timeout: '5s', retries: '5' };
    return [
      {
        title: say`Add a health check with \`${programOf(command)}\``,
        rewrite: () => ({ changes: [{ kind: 'insert-key', map: beside, key: 'healthcheck', value }] }),
      },
    ];
  },
};

/** Whether a place is on the name, the image or a port of a service. */
function isAbout({ fact, workload }: Unit, { uri, offset }: Place): boolean {
  if (workload.fact.platform !== 'compose' || fact.site.uri !== uri) return false;
  const sites = [
    workload.fact.name.site,
    ...(single(fact.image) ? [single(fact.image)?.site] : []),
    ...fact.ports.map((p) => p.site),
  ];
  return sites.some((s) => s && s.uri === uri && s.start <= offset && offset <= s.end);
}

function checkOf({ files }: Snapshot, unit: Unit): HealthCommand | undefined {
  const { fact, workload, image, belief } = unit;
  const ports = numbersOf(belief.main)?.flatMap((p) => (p.protocol === 'tcp' ? [p.number] : []));
  const reference = single(fact.image);
  const at = originOf(reference);
  const text = files.get(fact.site.uri)?.text.slice(fact.site.start, fact.site.end) ?? '';
  const isHere = at?.uri === fact.site.uri && fact.site.start <= at.start && at.end <= fact.site.end;
  const isChecked = unit.checks.some((c) => c.kind === 'healthcheck') || /\bhealthcheck\b|<<:|\bextends\b/.test(text);
  if (!reference || !isHere || isChecked || image || workload.fact.fragment || belief.open || !ports) return undefined;
  return serverCheck(reference.value, ports);
}

/** The list that Compose takes; a dollar is one of the container's shell. */
function composeTest(command: HealthCommand): string {
  const words = command.kind === 'exec' ? ['CMD', ...command.words] : ['CMD-SHELL', command.line];
  return `[${words.map((w) => JSON.stringify(w.replaceAll('$', '$$$$'))).join(', ')}]`;
}

import type { CheckFact, EnvVar, Port, Values } from '../../facts';
import { open } from '../../facts';
import { checkOfCommand } from '../../lore/health';
import type { Node } from '../../syntax/tree';
import { at, get, isNull, siteOf, textOf } from '../../syntax/tree';
import { say } from '../../text/say';
import { readCommand } from './command';
import { locatedText, portOrNameValues, portValues } from './values';

const HOOKS = [
  ['liveness', ['livenessProbe']],
  ['readiness', ['readinessProbe']],
  ['startup', ['startupProbe']],
  ['postStart', ['lifecycle', 'postStart']],
  ['preStop', ['lifecycle', 'preStop']],
] as const;

/** A probe or lifecycle hook as written. */
export interface Hook {
  readonly kind: CheckFact['kind'];
  readonly node: Node;
}

/** The probes and lifecycle hooks of a container. */
export function hooksOf(container: Node): readonly Hook[] {
  return HOOKS.flatMap(([kind, path]) => {
    const node = at(container, ...path);
    return node && !isNull(node) ? [{ kind, node }] : [];
  });
}

/** What probes and hooks ask of the container (formats.md §3.3); commands give one fact for each address in them. */
export function readChecks(container: Node, vars: readonly EnvVar[]): readonly CheckFact[] {
  return hooksOf(container).flatMap(({ kind, node }) => [
    ...networkChecks(kind, node),
    ...commandChecks(kind, node, vars),
  ]);
}

function networkChecks(kind: CheckFact['kind'], node: Node): readonly CheckFact[] {
  const out: CheckFact[] = [];
  const http = get(node, 'httpGet');
  const tcp = get(node, 'tcpSocket');
  const grpc = get(node, 'grpc');
  if (http && !isNull(http)) {
    const written = get(http, 'scheme');
    const scheme = (textOf(written) || 'HTTP').toLowerCase();
    const schemeSite = written && !isNull(written) ? { schemeSite: siteOf(written) } : {};
    out.push({ kind, method: 'http', ...target(http), scheme: scheme === 'https' ? 'https' : 'http', ...schemeSite });
  }
  if (tcp && !isNull(tcp)) out.push({ kind, method: 'tcp', ...target(tcp) });
  if (grpc && !isNull(grpc)) {
    const port = get(grpc, 'port');
    out.push({
      kind,
      method: 'grpc',
      port: port ? portValues(port) : noPort(grpc),
      explicit: true,
      site: siteOf(grpc),
    });
  }
  return out;
}

function target(action: Node): Pick<CheckFact, 'host' | 'port' | 'explicit' | 'site'> {
  const host = locatedText(get(action, 'host'));
  const port = get(action, 'port');
  const made = {
    port: port && !isNull(port) ? portOrNameValues(port) : noPort(action),
    explicit: true,
    site: siteOf(action),
  };
  return host && host.value !== '' ? { ...made, host } : made;
}

function noPort(action: Node): Values<Port> {
  return open(say`it names no port`, siteOf(action));
}

function commandChecks(kind: CheckFact['kind'], node: Node, vars: readonly EnvVar[]): readonly CheckFact[] {
  const command = readCommand(at(node, 'exec', 'command'), vars);
  if (!command) return [];
  return checkOfCommand(command, vars).map((t) => ({
    kind,
    method: 'exec',
    port: t.port,
    explicit: t.explicit,
    site: t.site,
    command,
    ...(t.host ? { host: t.host } : {}),
    ...(t.scheme === undefined ? {} : { scheme: t.scheme }),
  }));
}

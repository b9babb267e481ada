import type { CheckFact, ContainerPort, Layer, Port, Values } from '../facts';
import { located, meets, only } from '../facts';
import { isAllInterfaces } from '../lore/portSyntax';
import { say } from '../text/say';
import type { Draft, Site } from './chartDraft';
import { addLeg, declare, refer, stopsOf, unitKey, unitLabel } from './chartDraft';
import type { Unit } from './model';

/** Draws the ports of a container: what it listens on, what is declared and published, and its checks. */
export function drawUnit(draft: Draft, unit: Unit): void {
  const key = unitKey(unit);
  const owner = unitLabel(unit);
  for (const e of unit.belief.all) {
    const layer: Layer = e.level >= 9 ? 'image' : 'listen';
    declare(draft, e.port, {
      key,
      layer,
      owner,
      role: layer === 'image' ? 'expose' : 'listen',
      label: say`\`${e.by}\` of ${owner}`,
      protocol: e.protocol,
    });
  }
  for (const p of unit.fact.ports) drawContainerPort(draft, unit, p);
  for (const e of unit.fact.exposes)
    declare(draft, e.port, {
      key,
      layer: 'container',
      owner,
      role: 'expose',
      label: say`\`expose\` of ${owner}`,
      protocol: e.protocol,
    });
  joinLayers(draft, key);
  drawProxied(draft, unit);
  for (const check of unit.checks) {
    if (check.host && !/^(?:localhost|127\.|0\.0\.0\.0|\[?::1?\]?$)/i.test(check.host.value)) continue;
    refer(
      draft,
      check.port,
      containerTargets(draft, unit, check.port),
      'probe',
      'container',
      say`${CHECKS[check.kind]} of ${owner}`,
      ownPorts(draft, unit),
    );
  }
}

const CHECKS: Readonly<Record<CheckFact['kind'], string>> = {
  healthcheck: say`health check`,
  liveness: say`liveness check`,
  readiness: say`readiness check`,
  startup: say`startup check`,
  postStart: say`postStart check`,
  preStop: say`preStop check`,
};

/** What reverse proxies are told by labels and variables of the container: a port of its own, or else a published one. */
function drawProxied(draft: Draft, unit: Unit): void {
  for (const { port, key, usesPublished } of unit.fact.proxies) {
    if (!port || usesPublished) continue;
    const value = only(port);
    const stops = containerTargets(draft, unit, value);
    refer(draft, value, stops, 'connect', 'container', say`\`${key}\` of ${unitLabel(unit)}`, ownPorts(draft, unit));
  }
}

function drawContainerPort(draft: Draft, unit: Unit, p: ContainerPort): void {
  const key = unitKey(unit);
  const owner = unitLabel(unit);
  const name = p.name?.value;
  const inner = declare(draft, p.container, {
    key,
    layer: 'container',
    owner,
    role: p.publish ? 'publish' : 'expose',
    label: say`${p.by} of ${owner}`,
    protocol: p.protocol,
    ...(name ? { name } : {}),
  });
  if (p.name) {
    const value = located<Port>({ kind: 'name', name: p.name.value }, p.name);
    const site: Site = {
      span: p.name.site,
      role: 'expose',
      layer: 'container',
      value,
      stops: inner.map((s) => s.id),
      label: say`name of ${owner}'s port`,
      declares: true,
    };
    draft.sites.push(site);
  }
  if (!p.publish?.host) return;
  const outer = declare(draft, p.publish.host, {
    key,
    layer: 'host',
    owner: say`the host, for ${owner}`,
    role: 'publish',
    label: say`published port of ${owner}`,
    protocol: p.protocol,
  });
  if (isVoid(unit)) {
    for (const stop of outer)
      Object.assign(stop, { reach: say`nobody: a container without a network of its own publishes nothing` });
    return;
  }
  for (const from of outer) {
    Object.assign(from, { reach: hostReach(p), ...(bindsEverywhere(p) ? { open: true } : {}) });
    for (const to of inner) addLeg(draft, from.id, to.id, p.by, 'certain');
  }
}

/** Whether Docker refuses or discards what a container publishes, since its network is another's, the host's or none. */
function isVoid({ workload }: Unit): boolean {
  const { platform, network } = workload.fact;
  return platform === 'compose' && network.kind !== 'own' && network.kind !== 'unknown';
}

function hostReach(p: ContainerPort): string {
  const addresses = p.publish?.hostIp?.alternatives.map((a) => a.value);
  if (!addresses || addresses.length === 0)
    return p.form === 'object' ? say`every node that runs it (hostPort)` : say`every interface of the host`;
  if (addresses.every((a) => /^(?:127\.|\[?::1\]?$|localhost$)/.test(a))) return say`this host only (loopback)`;
  return addresses.some((a) => a === '0.0.0.0' || a === '::' || a === '')
    ? say`every interface of the host`
    : say`the host's address ${addresses.join(', ')}`;
}

/** Whether a mapping binds every interface; on an address of its own it may be a private one. */
function bindsEverywhere(p: ContainerPort): boolean {
  const addresses = p.publish?.hostIp?.alternatives.map((a) => a.value);
  return !addresses || addresses.length === 0 || addresses.some((a) => isAllInterfaces(a));
}

const INNER: readonly Layer[] = ['container', 'image', 'listen'];

/** Equal numbers of one container on the inner layers are one way: container → image → listen. */
export function joinLayers(draft: Draft, key: string): void {
  const own = stopsOf(draft, key);
  for (const from of own) {
    const at = INNER.indexOf(from.layer);
    if (at < 0) continue;
    for (const layer of INNER.slice(at + 1)) {
      const next = own.filter((s) => s.layer === layer && s.protocol === from.protocol && meets(s.port, from.port));
      for (const to of next) addLeg(draft, from.id, to.id, say`same port`, 'certain');
      if (next.length > 0) break;
    }
  }
}

/** The stops of a container that a port in its own scope means, nearest layer first. */
export function containerTargets(draft: Draft, unit: Unit, port: Values<Port>): readonly string[] {
  const key = unitKey(unit);
  const own = stopsOf(draft, key).filter((s) => INNER.includes(s.layer));
  const hits = own.filter((s) =>
    port.alternatives.some((a) => (a.value.kind === 'name' ? s.name === a.value.name : meets(s.port, a.value))),
  );
  for (const layer of INNER) {
    const on = hits.filter((s) => s.layer === layer);
    if (on.length > 0) return on.map((s) => s.id);
  }
  return [];
}

/** The outermost of a container's own ports: what it has, for whoever asks for something that it has not. */
export function ownPorts(draft: Draft, unit: Unit): readonly string[] {
  const own = stopsOf(draft, unitKey(unit));
  const layer = INNER.find((l) => own.some((s) => s.layer === l));
  return own.filter((s) => s.layer === layer).map((s) => s.id);
}

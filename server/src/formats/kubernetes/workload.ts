import type { Located, NetworkNamespace, UnitFact, Values, WorkloadFact } from '../../facts';
import { located, only, open } from '../../facts';
import { parseImageRef } from '../../lore/images';
import type { ObjectKind } from '../../lore/kubernetesKinds';
import { unitEvidence } from '../../lore/unitEvidence';
import type { Node } from '../../syntax/tree';
import { at, entry, get, isNull, isTrue, itemsOf, siteOf, textOf, traceNode } from '../../syntax/tree';
import { say } from '../../text/say';
import { readChecks } from './checks';
import { readCommand } from './command';
import { readEnvironment } from './env';
import type { ObjectName } from './identity';
import { readMounts, readVolumes } from './mounts';
import type { Volumes } from './mounts';
import { readPorts } from './ports';
import { readSecurity } from './security';
import { locatedText, rawText, readInteger, textMap } from './values';

/** A container with the list it stands in. */
export interface Container {
  readonly node: Node;
  readonly role: UnitFact['role'];
}

/** The pod template of an object: the map that holds `metadata` and `spec`; for a Pod the object itself. */
export function podTemplate(root: Node, kind: ObjectKind): Node | undefined {
  return at(root, ...kind.template);
}

/**
 * The containers of a pod spec in the order in which ports are looked up by name: the app's, then init containers, of
 * which those that are always restarted run beside the app (native sidecars). Ephemeral containers may not have ports.
 */
export function containersOf(podSpec: Node | undefined): readonly Container[] {
  const main = itemsOf(get(podSpec, 'containers')).map((node): Container => ({ node, role: 'main' }));
  const init = itemsOf(get(podSpec, 'initContainers')).map((node): Container => ({
    node,
    role: textOf(get(node, 'restartPolicy')) === 'Always' ? 'sidecar' : 'init',
  }));
  return [...main, ...init].filter((c) => c.node.kind === 'map');
}

/** Reads a workload of any kind (formats.md §3.1). */
export function readWorkload(root: Node, kind: ObjectKind, identity: ObjectName, fragment: boolean): WorkloadFact {
  const template = podTemplate(root, kind);
  const spec = get(template, 'spec');
  const labels = textMap(at(template, 'metadata', 'labels'));
  const annotations = textMap(at(template, 'metadata', 'annotations'));
  const hostNetwork = isTrue(get(spec, 'hostNetwork'));
  const volumes = readVolumes(spec, root);
  const links = get(spec, 'enableServiceLinks');
  const replicas = readReplicas(get(get(root, 'spec'), 'replicas'));
  return {
    kind: 'workload',
    platform: 'kubernetes',
    ...identity,
    site: siteOf(root),
    labels: labels.texts,
    annotations: annotations.texts,
    ...(replicas ? { replicas } : {}),
    network: networkOf(spec, hostNetwork),
    names: [],
    ...(spec?.kind === 'map' ? { podSite: siteOf(spec) } : {}),
    ...(isNull(links) ? {} : { serviceLinks: isTrue(links) }),
    units: containersOf(spec).map((c, i) => readUnitOnce(c, i, { spec, root, volumes, hostNetwork })),
    fragment: fragment || kind.guessed || !labels.whole || isPart(root, kind, spec),
  };
}

function networkOf(spec: Node | undefined, hostNetwork: boolean): NetworkNamespace {
  const written = entry(spec, 'hostNetwork')?.value;
  if (written && hostNetwork) return { kind: 'host', site: siteOf(written) };
  const known = isNull(written) || (written?.kind === 'scalar' && written.type === 'bool');
  return known
    ? { kind: 'own' }
    : { kind: 'unknown', because: say`\`hostNetwork\` is filled in when the file is applied` };
}

/** Whether the object lacks what the API server asks for, so that it must be a patch for another one. */
function isPart(root: Node, kind: ObjectKind, spec: Node | undefined): boolean {
  const containers = itemsOf(get(spec, 'containers'));
  if (
    containers.length === 0 ||
    containers.some((c) => get(c, 'image') === undefined || get(c, '$patch') !== undefined) ||
    ![...containers, ...itemsOf(get(spec, 'initContainers'))].every((c) => hasWholePorts(c))
  )
    return true;
  return (
    (kind.needsSelector && isNull(at(root, 'spec', 'selector'))) ||
    [root, get(root, 'spec'), spec].some((n) => get(n, '$patch') !== undefined)
  );
}

/** Whether the ports of a container stand here as a list of ports: template text may stand for all or some of them. */
function hasWholePorts(container: Node): boolean {
  const ports = get(container, 'ports');
  return isNull(ports) || (ports?.kind === 'seq' && ports.items.every((p) => p.kind === 'map'));
}

function readReplicas(node: Node | undefined): Values<number> | undefined {
  const read = readInteger(node);
  if (!node || read.kind !== 'number') return undefined;
  return only(located(read.number, traceNode(node)));
}

/** What the pod says for all of its containers. */
interface PodSettings {
  readonly spec: Node | undefined;
  readonly root: Node;
  readonly volumes: Volumes;
  readonly hostNetwork: boolean;
}

/** A container as it was read last, and the settings of its pod that were looked at. */
interface ReadUnit {
  readonly settings: readonly unknown[];
  readonly unit: UnitFact;
}

const units = new WeakMap<Node, ReadUnit>();

/** Builds that change a label or a name have the same containers, which are read once however many builds there are. */
function readUnitOnce(container: Container, index: number, pod: PodSettings): UnitFact {
  const { spec, root, hostNetwork } = pod;
  const claims = at(root, 'spec', 'volumeClaimTemplates');
  const settings = [container.role, index, get(spec, 'volumes'), claims, get(spec, 'securityContext'), hostNetwork];
  const known = units.get(container.node);
  if (known?.settings.every((x, i) => x === settings[i])) return known.unit;
  const unit = readUnit(container, index, pod);
  units.set(container.node, { settings, unit });
  return unit;
}

function readUnit(container: Container, index: number, { spec, volumes, hostNetwork }: PodSettings): UnitFact {
  const { node, role } = container;
  const environment = readEnvironment(node);
  const image = readImage(get(node, 'image'));
  // The platform's `command` stands for the image's entrypoint, its `args` for the image's command.
  const entrypoint = readCommand(get(node, 'command'), environment.vars);
  const command = readCommand(get(node, 'args'), environment.vars);
  const runs = {
    ...(image ? { image } : {}),
    ...(command ? { command } : {}),
    ...(entrypoint ? { entrypoint } : {}),
    env: environment.vars,
  };
  return {
    name: rawText(get(node, 'name')) ?? unnamed(node, say`container ${index + 1}`),
    role,
    site: siteOf(node),
    ...runs,
    ports: readPorts(node, hostNetwork),
    exposes: [],
    ...(environment.open ? { envOpen: environment.open } : {}),
    ...(environment.from.length > 0 ? { envFrom: environment.from } : {}),
    checks: readChecks(node, environment.vars),
    ...unitEvidence(runs, environment.partial),
    ...readSecurity(node, spec),
    mounts: readMounts(node, volumes),
    proxies: [],
  };
}

function unnamed(node: Node, name: string): Located<string> {
  return { value: name, site: siteOf(node), origins: [], via: [], certainty: 'low' };
}

function readImage(node: Node | undefined): Values<string> | undefined {
  if (!node || isNull(node)) return undefined;
  const text = locatedText(node);
  if (text) return text.value.trim() === '' ? undefined : only(text);
  // A placeholder in the tag or as the registry leaves the name known, which is what an image is known by.
  const partly = rawText(node);
  if (partly && parseImageRef(partly.value)) return only({ ...partly, certainty: 'high' });
  return open(say`the image is filled in when the file is applied`, siteOf(node));
}

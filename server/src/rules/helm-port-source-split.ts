import type { ContainerPort, Located, Port } from '../facts';
import { contains, single, weakest } from '../facts';
import { isPortName } from '../lore/portNames';
import { isWhole } from '../model/link';
import type { RouteEnd, ServiceRoute } from '../model/model';
import { say } from '../text/say';
import { spanKey } from '../text/span';
import { isKnown, mentions, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly target: Located<Port>;
  /** The name of the container port, where it can stand for a number of the template. */
  readonly name: string | undefined;
}

/** A15: a Service's targetPort and the container's port that are equal only by chance. */
export const helmPortSourceSplit: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'helm-port-source-split',
    summary:
      'A chart takes a Service’s `targetPort` and the `containerPort` behind it from different places, so that setting one breaks traffic.',
    category: 'consistency',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Values of a chart are there to be changed. Where the number that a Service sends to and the number that the container opens come from two keys, or one from a key and one from the template, they are equal only until somebody sets one of them: then the Service has endpoints and every connection is refused.',
      howToFix:
        'Give the container port a name and send to that name, or take both numbers from one key of the values.',
      whenToIgnore:
        'When the two are meant to be set apart, say for a proxy in front of the container. Left alone on purpose: ports that are reached by name; two literals of the templates, which nobody sets; a key whose default is the other key; items of two lists, which are set as wholes; values that are computed. It is an information where the probes ask other ports and the program is not told the number.',
    },
  },
  *check(model) {
    if (model.context.stack !== 'helm') return;
    for (const service of model.services) {
      if (!isWhole(service.fact)) continue;
      for (const route of service.routes) {
        const report = split(route);
        if (report) yield report;
      }
    }
  },
  fix({ target, name }) {
    return name === undefined ? [] : fixOf(say`Send to the port name \`${name}\``, rewritten(target, name));
  },
};

function split(route: ServiceRoute): Report<Data> | undefined {
  const target = single(route.port.targetPort);
  if (target?.value.kind !== 'number' || !isPlain(target)) return undefined;
  const { number } = target.value;
  for (const end of route.ends) {
    const opened = single(end.port.container);
    if (!opened || !isPlain(opened) || !isKnown(end.workload) || !areApart(target, opened)) continue;
    const name = end.port.name?.value;
    return {
      site: target.site,
      message: say`Service \`${route.service.fact.name.value}\` sends to ${number} from ${sourceOf(target)}, but ${workloadName(end.workload)} opens ${number} from ${sourceOf(opened)}: whoever sets one of them breaks the Service. ${advice(end.port)}`,
      certainty: weakest(target.certainty, opened.certainty, end.certainty),
      ...(isOnlyDeclared(end, number) ? { severity: 'info' as const } : {}),
      related: [{ at: opened.site, message: say`the container opens ${number} from ${sourceOf(opened)}` }],
      data: { target, name: keyOf(target) === undefined && fits(end) ? name : undefined },
    };
  }
  return undefined;
}

/**
 * Whether nothing but the declaration follows the container's number: probes ask other ports, and the program is not told.
 * Then it listens where it always does, and only who sets the Service's number breaks something.
 */
function isOnlyDeclared({ unit, port }: RouteEnd, number: number): boolean {
  const asks = unit.fact.checks.some((c) =>
    c.port.alternatives.some(({ value }) =>
      value.kind === 'name' ? value.name === port.name?.value : contains(value, number),
    ),
  );
  return unit.fact.checks.length > 0 && !asks && !mentions(unit, number);
}

function advice({ name }: ContainerPort): string {
  return name ? say`Send to its name, \`${name.value}\`, or take both from one key.` : say`Take both from one key.`;
}

function fits({ port }: RouteEnd): boolean {
  return port.name !== undefined && isPortName(port.name.value);
}

/** Whether a value is what stands at one place: not computed, not a default for something else. */
function isPlain(value: Located<Port>): boolean {
  return originOf(value) !== undefined && !value.via.some((s) => s.kind === 'default');
}

/** The key of the values that a number comes from; `undefined` when it stands in a template. */
function keyOf(value: Located<Port>): string | undefined {
  return value.via.find((s) => s.kind === 'values')?.name;
}

function sourceOf(value: Located<Port>): string {
  const key = keyOf(value);
  return key === undefined ? say`the template itself` : `\`${key}\``;
}

/** Whether two equal numbers stand at two places, at least one of which is made to be set. */
function areApart(a: Located<Port>, b: Located<Port>): boolean {
  const [x, y] = [originOf(a), originOf(b)];
  if (!x || !y || spanKey(x) === spanKey(y)) return false;
  const [first, second] = [keyOf(a), keyOf(b)];
  // Lists of the values are set as wholes: such values are the manifest, and no key of the chart could serve both.
  if (first?.includes('[') && second?.includes('[')) return false;
  return (first ?? second) !== undefined && first !== second;
}

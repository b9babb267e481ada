import type { Located, Port } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import { nearestName } from '../lore/portNames';
import { mayListen, neighbours } from '../model/listening';
import type { LinkedReference } from '../model/model';
import { say } from '../text/say';
import {
  declarations,
  declaredList,
  isInjected,
  isKnown,
  isWholeService,
  portWithName,
  workloadNames,
} from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly asked: Located<Port>;
  /** What it may ask for instead. */
  readonly right: string | undefined;
}

/** B23: a port forward of a developer's tool asks for a port that the resource does not have. */
export const forwardPortUnresolved: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'forward-port-unresolved',
    summary: 'A port forward of a development tool leads to a port that the resource does not have.',
    category: 'resolution',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A forward to a Service takes a port of the *Service*, as `kubectl port-forward service/…` does, and a forward to a pod takes a port on which one of its containers listens. Anything else makes the tool complain when it starts, or connect to nothing.',
      howToFix: 'Write the port of the Service, or of the container.',
      whenToIgnore:
        'When the tool deploys something else than the files at and below its directory. Left alone on purpose: resources that are not in the workspace; names that are computed; a resource that stands in several environments, of which one has the port. A forward to a pod is a hint only, since containers listen on ports that nobody declares.',
    },
  },
  *check(model) {
    for (const object of model.objects) {
      for (const reference of object.references) {
        const report = reference.fact.use === 'forward' ? reportOf(reference) : undefined;
        if (report) yield report;
      }
    }
  },
  fix: ({ asked, right }) =>
    right !== undefined && originOf(asked) ? fixOf(say`Forward to ${right}`, rewritten(asked, right)) : [],
};

function reportOf(reference: LinkedReference): Report<Data> | undefined {
  const asked = single(reference.fact.port);
  if (!asked) return undefined;
  if (reference.fact.layer === 'service') return ofService(reference, asked);
  return reference.fact.layer === 'container' ? ofPods(reference, asked) : undefined;
}

/** What forwards, for the message: "Skaffold", "`port_forwards` of Tilt". */
function subject({ object, fact }: LinkedReference): string {
  return say`\`${fact.by}\` of the ${object.fact.objectKind}`;
}

function ofService(reference: LinkedReference, asked: Located<Port>): Report<Data> | undefined {
  const { services } = reference;
  const first = services[0];
  if (!first || !services.every((s) => isWholeService(s) && s.fact.type !== 'ExternalName' && s.fact.ports.length > 0))
    return undefined;
  const ports = services.flatMap((s) => s.fact.ports);
  const { value } = asked;
  const has = ports.some((p) =>
    value.kind === 'name'
      ? p.name?.value === value.name
      : value.kind === 'number' && p.port.alternatives.some((a) => contains(a.value, value.number)),
  );
  if (has) return undefined;
  const shown = [
    ...new Set(ports.flatMap((p) => p.port.alternatives.map((a) => portWithName(a.value, p.name?.value)))),
  ];
  const numbers = [...new Set(ports.flatMap((p) => p.port.alternatives.map((a) => showPort(a.value))))];
  const names = ports.flatMap((p) => p.name?.value ?? []);
  // The container's port, asked of the Service: the Service port that leads to it is meant.
  const through = ports.find((p) => p.targetPort?.alternatives.some((a) => showPort(a.value) === showPort(value)));
  const meant = through ? single(through.port) : undefined;
  const right =
    (meant && showPort(meant.value)) ??
    (value.kind === 'name' ? nearestName(value.name, names) : undefined) ??
    (numbers.length === 1 ? numbers[0] : undefined);
  const why = through ? say`, where ${showPort(value)} is the port of the container behind it` : '';
  return {
    site: asked.site,
    message: say`${subject(reference)} leads to port ${showPort(value)} of Service \`${first.fact.name.value}\`, which has ${shown.join(', ')}${why}: there is nothing to forward to. Use a port of the Service.`,
    certainty: weakest(asked.certainty, reference.certainty),
    related: ports
      .slice(0, 4)
      .map((p) => ({ at: p.site, message: say`a port of Service \`${first.fact.name.value}\`` })),
    data: { asked, right },
  };
}

function ofPods(reference: LinkedReference, asked: Located<Port>): Report<Data> | undefined {
  const { workloads } = reference;
  const units = workloads.flatMap((w) => neighbours(w));
  const ports = units.flatMap((u) => u.fact.ports);
  if (workloads.length === 0 || asked.value.kind !== 'number' || ports.length === 0) return undefined;
  if (!workloads.every((w) => isKnown(w) && !isInjected(w)) || mayListen(units, { alternatives: [asked] }))
    return undefined;
  const numbers = [...new Set(ports.flatMap((p) => p.container.alternatives.map((a) => showPort(a.value))))];
  return {
    site: asked.site,
    message: say`${subject(reference)} leads to port ${showPort(asked.value)} of ${workloadNames(workloads)}, which declares ${declaredList(units)}. If nothing listens on ${showPort(asked.value)}, use a port that is declared there.`,
    certainty: weakest(asked.certainty, reference.certainty),
    severity: 'hint',
    related: declarations(ports),
    data: { asked, right: numbers.length === 1 ? numbers[0] : undefined },
  };
}

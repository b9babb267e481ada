import type { Certainty } from '../../facts';
import { showPort, single } from '../../facts';
import { citing, unitName } from '../../model/listening';
import { listPorts } from '../../model/evidence';
import type { Connection, LinkedReference, Selection, Service, ServiceRoute, Unit, Workload } from '../../model/model';
import { say } from '../../text/say';
import type { Node } from './evidence';
import { node } from './evidence';
import type { Subjects } from './subjects';
import { wayOfValue } from './values';

/** At most this many of one kind: a finding about many objects need not list them all. */
const LIMIT = 12;

/** Why the things that a finding speaks of belong together, as the model has linked them. */
export function linksOf(subjects: Subjects): readonly Node[] {
  const { units, services, objects, connections } = subjects;
  const workloads = new Set(units.map((u) => u.workload));
  const selecting = [...workloads].flatMap((w) => w.selectedBy);
  const own = services.flatMap((s) => s.selected);
  // Where a Service is spoken of, only its own selection is a link; a container alone has those of all who select it.
  const selections = services.length > 0 ? own : objects.length > 0 ? selecting : [];
  return [
    ...objects.flatMap((o) => o.references.map(referenceNode)).slice(0, LIMIT),
    ...connections.map(connectionNode).slice(0, LIMIT),
    ...selections.map(selectionNode).slice(0, LIMIT),
    ...services.filter((s) => s.selected.length === 0 && s.fact.selector.size > 0).map(unselectedNode),
    ...services.flatMap((s) => s.routes.map(routeNode)).slice(0, LIMIT),
    ...units.flatMap(imageNode).slice(0, LIMIT),
    ...units.flatMap(beliefNode).slice(0, LIMIT),
  ];
}

function workloadName({ fact }: Workload): string {
  return `${fact.objectKind} \`${fact.name.value}\``;
}

/** Why a selector selects: each of its labels, and where the pods carry it. */
function selectionNode({ service, workload, certainty }: Selection): Node {
  const labels = [...service.fact.selector].flatMap(([key, value]) => {
    const carried = workload.fact.labels.get(key);
    return [
      node('link', say`the selector asks for \`${`${key}: ${value.value}`}\``, value.site, wayOfValue(value)),
      ...(carried
        ? [node('link', say`the pods carry \`${`${key}: ${carried.value}`}\``, carried.site, wayOfValue(carried))]
        : []),
    ];
  });
  const text = say`Service \`${service.fact.name.value}\` selects ${workloadName(workload)}`;
  return node('link', text, service.fact.selectorSite ?? service.fact.site, [...labels, ...doubt(certainty)]);
}

function unselectedNode({ fact }: Service): Node {
  const labels = [...fact.selector].map(([key, value]) =>
    node('link', say`the selector asks for \`${`${key}: ${value.value}`}\``, value.site),
  );
  return node('link', say`Service \`${fact.name.value}\` selects nothing here`, fact.selectorSite ?? fact.site, labels);
}

/** Where a port of a Service leads. */
function routeNode({ service, port, ends, missing }: ServiceRoute): Node {
  const number = single(port.port);
  const target = single(port.targetPort ?? port.port);
  const outer = number ? showPort(number.value) : '?';
  const inner = target ? showPort(target.value) : '?';
  const found = ends.map((end) => {
    const container = single(end.port.container);
    const shown = container ? showPort(container.value) : '?';
    return node('link', say`${unitName(end.unit)} has it: \`${shown}\``, end.port.site, doubt(end.certainty));
  });
  const lacking = missing.map(({ workload }) => {
    const declared = workload.units.flatMap((u) => u.mapped);
    return node('link', say`${workloadName(workload)} declares ${listPorts(declared)}`, workload.fact.site);
  });
  const text = say`port \`${outer}\` of Service \`${service.fact.name.value}\` leads to \`${inner}\``;
  return node('link', text, port.site, [...found, ...lacking]);
}

/** The image that a container runs, when the workspace builds it. */
function imageNode({ fact, workload, image }: Unit): readonly Node[] {
  if (!image) return [];
  const name = unitName({ fact, workload } as Unit);
  const stage = node('link', say`its stage \`${image.fact.stage.value}\` begins here`, image.fact.stage.site);
  const text = say`${name} runs an image that the workspace builds`;
  return [node('link', text, image.request?.site ?? fact.site, [stage, ...doubt(image.certainty)])];
}

/** What a container is believed to listen on, and why. */
function beliefNode(unit: Unit): readonly Node[] {
  const { belief } = unit;
  const reasons = belief.all.slice(0, LIMIT).map((e) => {
    const way = e.port.alternatives.flatMap(wayOfValue);
    return node('link', say`${citing(e)} says ${listPorts([e])}`, e.site, way);
  });
  const more = belief.open
    ? [node('link', say`it may listen on more: ${belief.open.because}`, belief.open.at)]
    : belief.main.length > 0 && belief.main.every((e) => e.exclusive)
      ? [node('link', say`it listens on nothing else: one listener is all that this sets up`)]
      : [];
  if (reasons.length + more.length === 0) return [];
  const text =
    belief.main.length > 0
      ? say`${unitName(unit)} is known to listen on ${listPorts(belief.main)}`
      : say`nothing says where ${unitName(unit)} listens`;
  return [node('link', text, unit.fact.site, [...reasons, ...more])];
}

/** What an address means from where it stands. */
function connectionNode({ fact, from, target }: Connection): Node {
  const who = from ? unitName(from) : say`the image`;
  const asked = `\`${fact.host.value}:${showPort(fact.port.value)}\``;
  const text = say`${who} asks ${asked}, by \`${fact.key}\``;
  const port = fact.explicit ? wayOfValue(fact.port) : [node('step', say`the port is not written, but implied`)];
  return node('link', text, fact.site, [...targetNodes(target), ...wayOfValue(fact.host), ...port]);
}

function targetNodes(target: Connection['target']): readonly Node[] {
  switch (target.kind) {
    case 'workloads':
      return target.workloads.map((w) =>
        node('link', say`the name means ${workloadName(w)}, on a network that both are on`, w.fact.name.site),
      );
    case 'unreachable':
      return target.workloads.map((w) =>
        node('link', say`the name means ${workloadName(w)}, but the two share no network`, w.fact.name.site),
      );
    case 'services':
      return target.services.map((s) =>
        node('link', say`the name means Service \`${s.fact.name.value}\``, s.fact.name.site, doubt(target.certainty)),
      );
    case 'other-namespace':
      return target.services.map((s) =>
        node('link', say`Service \`${s.fact.name.value}\` is in another namespace`, s.fact.name.site),
      );
    case 'loopback':
      return target.members.map((w) =>
        node('link', say`that is ${workloadName(w)} itself: who shares its network answers`, w.fact.name.site),
      );
    case 'host':
      return [node('link', say`that is the machine that runs the containers`)];
    case 'external':
      return [node('link', say`that is something outside of this deployment`)];
  }
}

/** Whose port an object's reference means. */
function referenceNode({ object, fact, services, workloads, objects, certainty }: LinkedReference): Node {
  const port = fact.port ? single(fact.port) : undefined;
  const who = `${object.fact.objectKind} \`${object.fact.name.value}\``;
  const text = port
    ? say`${who} names port \`${showPort(port.value)}\` by \`${fact.by}\``
    : say`${who} refers to ports by \`${fact.by}\``;
  const meant = [
    ...services.map((s) => node('link', say`it means Service \`${s.fact.name.value}\``, s.fact.name.site)),
    ...workloads.map((w) => node('link', say`it means ${workloadName(w)}`, w.fact.name.site)),
    ...objects.map((o) =>
      node('link', say`it means ${`${o.fact.objectKind} \`${o.fact.name.value}\``}`, o.fact.name.site),
    ),
  ];
  const way = port ? wayOfValue(port) : [];
  return node('link', text, fact.site, [...meant.slice(0, LIMIT), ...way, ...doubt(certainty)]);
}

/** What a link rests on when it is not certain. */
function doubt(certainty: Certainty): readonly Node[] {
  switch (certainty) {
    case 'certain':
      return [];
    case 'high':
      return [node('certainty', say`not quite certain: it crosses folders, or rests on a default`)];
    case 'medium':
      return [node('certainty', say`likely: it rests on a convention`)];
    case 'low':
      return [node('certainty', say`a guess, on which nothing is reported`)];
  }
}

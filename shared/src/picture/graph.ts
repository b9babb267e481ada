import type { Block } from './blocks';
import type { ElkEdge, ElkNode, ElkOptions, ElkPort } from './elk';
import type { BoxSize } from './measure';
import { BELOW, PORT_GAP, PORT_HEIGHT, PORT_OUT } from './measure';
import type { Scene, SceneNode } from './scene';

/*
 * A scene as a graph for the layout. Its ids are the indices of nodes (`n0`), ports (`p0.1`), groups (`g0`), blocks (`b0`) and
 * edges (`e0`), so that it is the same text for all scenes of one structure: that is how layouts are kept.
 */

/** The graph of a scene; blocks that are laid out are one box, others and what is in them are not part of it. */
export function graphOf(scene: Scene, sizes: readonly BoxSize[], blocks: readonly Block[]): ElkNode {
  const ids = new Map(scene.nodes.map((n, i) => [n.id, `n${i}`]));
  blocks.forEach(({ band }, i) => {
    const id = band === undefined ? undefined : scene.bands[band]?.id;
    if (id !== undefined) ids.set(id, `b${i}`);
  });
  const ports = new Map(scene.nodes.flatMap((n, i) => n.ports.map((p, j) => [keyOf(n.id, p.id), `p${i}.${j}`])));
  const outs = new Map<string, ElkPort[]>();
  const edges = scene.edges.map((e, i): ElkEdge => {
    const from = ids.get(e.from) ?? '';
    const source = (e.fromPort && ports.get(keyOf(e.from, e.fromPort))) ?? outPort(outs, from, i);
    const target = (e.toPort && ports.get(keyOf(e.to, e.toPort))) ?? ids.get(e.to) ?? '';
    return { id: `e${i}`, sources: [source], targets: [target] };
  });
  const inBlocks = new Set(blocks.flatMap((b) => [...b.members.keys()]));
  const boxes = scene.nodes.flatMap((node, i) => {
    const size = sizes[i];
    if (!size || inBlocks.has(i)) return [];
    return [{ group: node.group, box: boxOf(node, i, size, outs.get(`n${i}`) ?? []) }];
  });
  const blockBoxes = blocks.flatMap((b, i) => {
    if (!b.isLaidOut) return [];
    const own = outs.get(`b${i}`) ?? [];
    const box: ElkNode = { id: `b${i}`, width: b.width, height: b.height, ports: own, layoutOptions: FIXED };
    return [{ group: b.group === undefined ? undefined : scene.groups[b.group]?.id, box }];
  });
  const all = [...boxes, ...blockBoxes];
  const groups = scene.groups.flatMap((g, i): readonly ElkNode[] => {
    const children = all.flatMap((x) => (x.group === g.id ? [x.box] : []));
    return children.length === 0 ? [] : [{ id: `g${i}`, layoutOptions: GROUP, children }];
  });
  const free = all.flatMap((x) => (x.group === undefined ? [x.box] : []));
  return { id: 'root', layoutOptions: rootOptions(all.length + edges.length), children: [...free, ...groups], edges };
}

/** Up to so many boxes and lines the best places are searched for; above, good ones: the search takes time with their square. */
const SMALL = 90;
/** From here on lines may cross a few times more. */
const LARGE = 200;

function rootOptions(parts: number): ElkOptions {
  return {
    ...ROOT,
    'elk.layered.nodePlacement.strategy': parts <= SMALL ? 'NETWORK_SIMPLEX' : 'LINEAR_SEGMENTS',
    'elk.layered.thoroughness': parts <= LARGE ? '7' : '3',
  };
}

function keyOf(node: string, port: string): string {
  return `${node}\n${port}`;
}

function boxOf(node: SceneNode, index: number, size: BoxSize, outs: readonly ElkPort[]): ElkNode {
  const isOuter = node.kind === 'outside' || node.kind === 'host';
  const ports = node.ports.map((_, j): ElkPort => {
    const width = size.ports[j]?.width ?? 0;
    return {
      id: `p${index}.${j}`,
      width,
      height: PORT_HEIGHT,
      layoutOptions: {
        'elk.port.side': isOuter ? 'EAST' : 'WEST',
        'elk.port.borderOffset': String(PORT_OUT - width),
      },
    };
  });
  return {
    id: `n${index}`,
    width: size.width,
    // The ports are at the lower end of what is laid out; the rest of the box is below them.
    height: size.height - BELOW,
    ports: [...ports, ...outs],
    layoutOptions: {
      ...FIXED,
      [`elk.portAlignment.${isOuter ? 'east' : 'west'}`]: 'END',
      ...(isOuter ? { 'elk.layered.layering.layerConstraint': 'FIRST_SEPARATE' } : {}),
    },
  };
}

/** A point of its own at the right side of a box for each line that goes out. */
function outPort(outs: Map<string, ElkPort[]>, node: string, edge: number): string {
  const port: ElkPort = { id: `o${edge}`, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'EAST' } };
  outs.set(node, [...(outs.get(node) ?? []), port]);
  return port.id;
}

const FIXED: ElkOptions = { 'elk.portConstraints': 'FIXED_SIDE' };

/** Boxes take these from what they stand in. */
const SPACING: ElkOptions = {
  'elk.spacing.portPort': String(PORT_GAP),
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '10',
  'elk.layered.spacing.nodeNodeBetweenLayers': '48',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

const ROOT: ElkOptions = {
  ...SPACING,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.separateConnectedComponents': 'false',
  'elk.randomSeed': '1',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

const GROUP: ElkOptions = {
  ...SPACING,
  'elk.padding': '[top=36,left=24,bottom=26,right=16]',
};

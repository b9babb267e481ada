import type { KubernetesTree } from '../../server/src/facts';
import type { Node } from '../../server/src/syntax/tree';
import { get, textOf } from '../../server/src/syntax/tree';

/** The scalars of the objects of a rendering by object and path: where a value is unknown, its reason. */
export interface Objects {
  readonly objects: number;
  readonly sites: ReadonlyMap<string, Site>;
  /** Objects in which something may stand that is not seen, with the reason. */
  readonly open: ReadonlyMap<string, string>;
  /** The templates that wrote them. */
  readonly templates: ReadonlyMap<string, string>;
}

/** An object with the template that wrote it. */
export interface Written {
  readonly tree: KubernetesTree;
  readonly template: string;
}

/** One value at its place. */
export interface Site {
  readonly object: string;
  readonly path: string;
  readonly port: boolean;
  /** Type and text. */
  readonly value: string;
  readonly unknown?: string;
}

/** The values of objects. */
export function sitesOf(all: readonly Written[]): Objects {
  const sites = new Map<string, Site>();
  const open = new Map<string, string>();
  const seen = new Map<string, number>();
  const templates = new Map<string, string>();
  for (const { tree, template } of all) {
    const { root } = tree;
    const name =
      textOf(get(get(root, 'metadata'), 'name')) ?? textOf(get(get(root, 'metadata'), 'generateName')) ?? '?';
    const id = `${textOf(get(root, 'kind')) ?? '?'}/${name}`;
    const n = (seen.get(id) ?? 0) + 1;
    seen.set(id, n);
    const object = n === 1 ? id : `${id}#${n}`;
    templates.set(object, template);
    collect(root, '', false, (path, node, port) => {
      if (node.kind === 'unknown' && path.includes('\uFDD1')) open.set(object, node.because);
      const unknown = node.kind === 'unknown' ? { unknown: node.because } : {};
      const value = node.kind === 'scalar' ? shown(node) : '';
      sites.set(`${object} ${path}`, { object, path, port, value, ...unknown });
    });
  }
  return { objects: all.length, sites, open, templates };
}

function shown(node: Extract<Node, { kind: 'scalar' }>): string {
  return `${node.type === 'float' || node.type === 'int' ? 'number' : node.type} ${node.type === 'null' ? '' : node.value}`;
}

type Take = (path: string, node: Node, port: boolean) => void;

/** Keys whose value is a port: those of Kubernetes, and what names itself one. */
const PORT_KEY = /^(?:port|number|endPort)$|[pP]ort(?:Number|Name)?$/;

function collect(node: Node, path: string, port: boolean, take: Take): void {
  if (node.kind === 'map') {
    const variable = textOf(get(node, 'name')) ?? '';
    for (const { key, value } of node.entries) {
      const own = PORT_KEY.test(key.value) || (key.value === 'value' && /(?:^|_)PORTS?(?:_|$)/.test(variable));
      const named = key.value === 'name' && /\.ports\[\d+\]$|\.port$/.test(path);
      const numbered = key.value !== 'number' || path.endsWith('.port');
      collect(value, path === '' ? key.value : `${path}.${key.value}`, (own && numbered) || named, take);
    }
  } else if (node.kind === 'seq') node.items.forEach((item, i) => collect(item, `${path}[${i}]`, port, take));
  else take(path, node, port);
}

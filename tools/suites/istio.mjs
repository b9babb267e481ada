// @ts-check
// Istio: the table of its analyzers' tests (files, analyzer, expected messages with their objects).
import fs from 'node:fs';
import path from 'node:path';
import { namesIn, parseGo, valueOf } from './go.mjs';
import { completed, objectsIn } from './objects.mjs';

const home = 'pkg/config/analysis/analyzers';

/**
 * Analyzers on ports, the kinds of objects that they complain about, and our rules on the same matter.
 * @type {Readonly<Record<string, { kinds: RegExp, rules: readonly string[] }>>}
 */
const analyzers = {
  'gateway.IngressGatewayPortAnalyzer': { kinds: /^Gateway$/, rules: ['mesh-destination-port-unknown'] },
  'virtualservice.DestinationHostAnalyzer': { kinds: /^VirtualService$/, rules: ['mesh-destination-port-unknown'] },
  'service.PortNameAnalyzer': {
    kinds: /^Service$/,
    rules: ['service-port-name-required', 'invalid-port-name', 'port-protocol-mismatch'],
  },
  'deployment.ServiceAssociationAnalyzer': {
    kinds: /^Deployment$/,
    rules: ['port-protocol-mismatch', 'pod-port-collision', 'targetport-number-mismatch'],
  },
};

/**
 * @param {string} folder a checkout of Istio
 * @returns {{ settings: import('./compare.mjs').Setting[], leftOut: string[] }}
 */
export function istio(folder) {
  const { top } = parseGo(fs.readFileSync(path.join(folder, home, 'analyzers_test.go'), 'utf8'));
  const known = namesIn(top);
  const gateway = defaultGateway(folder);
  const grid = known.get('testGrid');
  if (grid?.kind !== 'composite') throw new Error('no testGrid in analyzers_test.go');
  /** @type {import('./compare.mjs').Setting[]} */
  const settings = [];
  /** @type {Map<string, number>} */
  const others = new Map();
  for (const { value: row } of grid.elements) {
    const { name, inputFiles, expected } = valueOf(row, known);
    const analyzer = typeOf(row, 'analyzer');
    const about = analyzers[analyzer];
    if (!about) {
      others.set(analyzer, (others.get(analyzer) ?? 0) + 1);
      continue;
    }
    const files = inputFiles.map((/** @type {string} */ file) =>
      completed({ path: path.posix.basename(file), text: fs.readFileSync(path.join(folder, home, file), 'utf8') }),
    );
    const things = objectsIn(files).filter((thing) => about.kinds.test(thing.kind));
    const origins = expected.map((/** @type {[unknown, string]} */ message) => message[1]);
    for (const origin of origins)
      if (!things.some((thing) => thing.name === origin)) throw new Error(`${name}: there is no ${origin}`);
    settings.push({
      files: [...files, gateway],
      cases: things.map((thing) => ({
        ...thing,
        name: `${name}: ${thing.name}`,
        expected: origins.includes(thing.name),
        rules: [...about.rules],
      })),
    });
  }
  const left = [...others].map(([analyzer, count]) => `${analyzer} (${count})`).sort();
  return { settings, leftOut: [`rows of analyzers on other matters: ${left.join(', ')}`] };
}

/**
 * The ingress gateway that Istio's analysis takes for granted and adds to what it looks at.
 * @param {string} folder
 */
function defaultGateway(folder) {
  const { top } = parseGo(fs.readFileSync(path.join(folder, 'pkg/config/analysis/local/defaults.go'), 'utf8'));
  const known = namesIn(top);
  const template = valueOf({ kind: 'name', name: 'defaultIstioIngressGateway' }, known);
  const text = template
    .replaceAll('{{.ingressService}}', 'istio-ingressgateway')
    .replaceAll('{{.namespace}}', 'istio-system');
  return completed({ path: 'default-gateway.yaml', text });
}

/**
 * The type of a struct that a row gives as `field: &type{}`, or the name of what is called.
 * @param {import('./go.mjs').Expression} row
 * @param {string} field
 */
function typeOf(row, field) {
  const value =
    row.kind === 'composite'
      ? row.elements.find(({ key }) => key?.kind === 'name' && key.name === field)?.value
      : undefined;
  return value?.kind === 'composite' ? value.type : value?.kind === 'call' ? value.callee : '';
}

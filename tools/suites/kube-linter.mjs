// @ts-check
// kube-linter: its end-to-end tests (manifests, and the messages that are expected of a check) and the tables of its
// templates' tests, which make objects in Go.
import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { namesIn, parseGo, valueOf } from './go.mjs';
import { completed, itemsOf, objectsIn } from './objects.mjs';

/** @typedef {import('./compare.mjs').Setting} Setting */
/** @typedef {import('./objects.mjs').Part} Part */

/** @type {Pick<Check, 'parts' | 'places' | 'rules'>} */
const probe = {
  parts: (thing) => (/^(?:Deployment|StatefulSet|DaemonSet)$/.test(thing.kind) ? itemsOf(thing, /^containers$/) : []),
  places: /container "(.*?)" does not expose port (\S+) for/,
  rules: ['probe-port-name-unresolved', 'probe-port-mismatch', 'port-protocol-mismatch'],
};

/**
 * What a check looks at, the values in its messages by which the part is found that they are about, and our rules on the
 * same matter.
 * @typedef {{ file: string, parts: (thing: import('./objects.mjs').Thing) => readonly Part[], places: RegExp, rules: readonly string[] }} Check
 */
/** @type {Readonly<Record<string, Check>>} */
const checks = {
  'dangling-ingress': {
    file: 'dangling-ingress.yml',
    parts: (thing) => (thing.kind === 'Ingress' ? [thing] : []),
    places: /label \((.+)\), port (\S+)$/,
    rules: ['backend-service-port-unknown'],
  },
  'dangling-service': {
    file: 'dangling-service.yml',
    parts: (thing) => (thing.kind === 'Service' ? [thing] : []),
    places: /labels \(map\[(.+):(.+)\]\)$/,
    rules: ['service-selector-no-workload'],
  },
  'liveness-port': { file: 'liveness-port.yml', ...probe },
  'readiness-port': { file: 'readiness-port.yml', ...probe },
  'startup-port': { file: 'startup-port.yml', ...probe },
  'invalid-target-ports': {
    file: 'invalid-target-ports.yaml',
    parts: (thing) => itemsOf(thing, /^ports$/),
    places: /(?:targetPort|name) "(.*?)" in (?:service|container) "(.*?)"/,
    rules: ['invalid-port', 'invalid-port-name', 'quoted-port-number'],
  },
  'ssh-port': {
    file: 'ssh-port.yml',
    parts: (thing) => itemsOf(thing, /^containers$/),
    places: /port (\d+) .* container "(.*?)"/,
    rules: ['admin-port-exposed'],
  },
  'exposed-services': {
    file: 'exposed-services.yml',
    parts: (thing) => (thing.kind === 'Service' ? [thing] : []),
    places: /"(\w+)" service type/,
    rules: ['sensitive-service-external'],
  },
  'privileged-ports': {
    file: 'privileged-ports.yml',
    parts: (thing) => itemsOf(thing, /^containers$/),
    places: /port (\d+) is mapped in container "(.*?)"/,
    rules: ['privileged-port-nonroot'],
  },
};

/**
 * @param {string} folder a checkout of kube-linter
 * @returns {{ settings: Setting[], leftOut: string[] }}
 */
export function kubeLinter(folder) {
  const bats = fs.readFileSync(path.join(folder, 'e2etests/bats-tests.sh'), 'utf8');
  const settings = Object.entries(checks).map(([name, check]) => {
    const text = fs.readFileSync(path.join(folder, 'tests/checks', check.file), 'utf8');
    return settingOf(name, check, [completed({ path: check.file, text })], messagesOf(bats, name));
  });
  /** @type {string[]} */
  const leftOut = [];
  for (const [check, file] of Object.entries(goTests)) {
    const made = check.endsWith('-port')
      ? probeTables(folder, check, file)
      : check === 'invalid-target-ports'
        ? targetPorts(folder, file)
        : sequences(folder, check, file);
    settings.push(...made.settings);
    leftOut.push(...made.leftOut);
  }
  return { settings, leftOut };
}

/** Checks with tests in Go, and the folders of their templates. ssh-port, exposed-services and privileged-ports have none. */
const goTests = {
  'liveness-port': 'livenessport',
  'readiness-port': 'readinessport',
  'startup-port': 'startupport',
  'invalid-target-ports': 'targetport',
  'dangling-ingress': 'danglingingress',
  'dangling-service': 'danglingservice',
};

/**
 * The messages that an end-to-end test expects, with the kinds of the objects that they are about.
 * @param {string} bats
 * @param {string} name
 */
function messagesOf(bats, name) {
  const body = bats.split(/^@test /m).find((test) => test.startsWith(`"${name}"`)) ?? '';
  const found = [...body.matchAll(/^\s*\[\[ "\$\{(?:message\d+|actual_messages\[\d+\])\}" == "(\w+): (.*)" \]\]$/gm)];
  if (found.length === 0) throw new Error(`no expectations of ${name} in e2etests/bats-tests.sh`);
  return found.map(([, kind = '', message = '']) => ({ kind, message: message.replaceAll('\\"', '"') }));
}

/**
 * The cases of one workspace: every part that the check looks at; a part is expected to be reported if a message has its
 * values. A message that fits no part is an error, since the comparison would be empty.
 * @param {string} name
 * @param {Check} check
 * @param {readonly import('./objects.mjs').File[]} files
 * @param {readonly { kind?: string, owner?: string, message: string }[]} messages
 * @param {string} [prefix]
 * @returns {Setting}
 */
function settingOf(name, check, files, messages, prefix = '') {
  const parts = objectsIn(files).flatMap((thing) => check.parts(thing).map((part) => ({ thing, part })));
  /** @type {Set<Part>} */
  const expected = new Set();
  for (const { kind, owner, message } of messages) {
    const values = (check.places.exec(message) ?? []).slice(1);
    const fit = parts.filter(
      ({ thing, part }) =>
        (kind === undefined || thing.kind === kind) &&
        (owner === undefined || thing.metadata.name === owner) &&
        (values.length > 0 || owner !== undefined) &&
        values.every((value) => part.scalars.has(value)),
    );
    const place = fit.find(({ part }) => !expected.has(part)) ?? fit[0];
    if (!place) throw new Error(`${name}: nothing fits "${message}"`);
    expected.add(place.part);
  }
  return {
    files: [...files],
    cases: parts.map(({ part }) => ({
      ...part,
      name: `${name}: ${prefix}${part.name}`,
      expected: expected.has(part),
      rules: [...check.rules],
    })),
  };
}

/**
 * The functions of a test file, and its constants.
 * @param {string} folder
 * @param {string} template
 */
function goOf(folder, template) {
  return parseGo(fs.readFileSync(path.join(folder, 'pkg/templates', template, 'template_test.go'), 'utf8'));
}

/**
 * Probes: a table of containers, each put alone into a Deployment.
 * @param {string} folder
 * @param {string} name
 * @param {string} template
 */
function probeTables(folder, name, template) {
  const { top, functions } = goOf(folder, template);
  /** @type {Setting[]} */
  const settings = [];
  for (const body of functions.values()) {
    const known = namesIn([...top, ...body]);
    const table = known.get('testCases');
    if (!table) continue;
    valueOf(table, known).forEach((/** @type {any} */ row, /** @type {number} */ index) => {
      const owner = Object.keys(row.expected ?? {})[0];
      const pod = { containers: [{ name: 'container', image: 'example/image', ...asJson(row.container) }] };
      settings.push(
        settingOf(
          name,
          checks[name] ?? never(name),
          [written([deployment('deployment01', { app: 'deployment01' }, pod)])],
          (owner ? row.expected[owner] : []).map((/** @type {any} */ d) => ({ owner, message: d.Message })),
          `row ${index + 1} ${row.name}, `,
        ),
      );
    });
  }
  return { settings, leftOut: [] };
}

/**
 * Names and numbers of target ports: maps of Services and of Deployments with one port each.
 * @param {string} folder
 * @param {string} template
 */
function targetPorts(folder, template) {
  const { top, functions } = goOf(folder, template);
  const name = 'invalid-target-ports';
  /** @type {Setting[]} */
  const settings = [];
  for (const [table, made] of Object.entries({
    testServices: (/** @type {string} */ key, /** @type {any} */ port) =>
      service(key, { ports: [{ port: 80, targetPort: asJson(port) }] }),
    testDeployments: (/** @type {string} */ key, /** @type {any} */ port) =>
      deployment(
        key,
        { app: key },
        { containers: [{ name: key, image: 'example/image', ports: [{ name: port, containerPort: 8080 }] }] },
      ),
  })) {
    const body = [...functions.values()].find((statements) => namesIn(statements).has(table)) ?? [];
    const known = namesIn([...top, ...body]);
    const rows = known.get(table);
    if (!rows) throw new Error(`${template}: no table ${table}`);
    for (const [key, row] of Object.entries(valueOf(rows, known)))
      settings.push(
        settingOf(
          name,
          checks[name] ?? never(name),
          [written([made(key, row.TargetPort)])],
          (row.ExpectedDiagnostics ?? []).map((/** @type {any} */ d) => ({ owner: key, message: d.Message })),
          'unit test, ',
        ),
      );
  }
  return { settings, leftOut: ['TestNoPorts of targetport: objects without ports, nothing to look at'] };
}

/**
 * What the helpers of the tests of dangling-ingress and dangling-service add to the objects.
 * @type {Readonly<Record<string, (...args: any[]) => object>>}
 */
const helpers = {
  'ctx.AddMockIngress': (_, name) => ingress(name, []),
  'ctx.AddMockDeployment': (_, name) => deployment(name, { app: name }, { containers: [] }),
  addIngress: (name, services) =>
    ingress(
      name,
      services.map((/** @type {string} */ s) => backend(s, { number: 80 })),
    ),
  addIngressWithNamedPorts: (name, to, port) => ingress(name, [backend(to, { name: port })]),
  addIngressWithDefaultBackend: (name, to, services) =>
    ingress(
      name,
      services.map((/** @type {string} */ s) => backend(s, { number: 80 })),
      backend(to, { number: 80 }),
    ),
  addService: (name, port) => service(name, { ports: [{ port }] }),
  addServiceWithPortName: (name, port, portName) => service(name, { ports: [{ name: portName, port }] }),
  AddService: (name, selector) => service(name, { selector, ports: [{ port: 80 }] }),
  AddDeploymentWithLabels: (name, labels) =>
    deployment(name, labels, { containers: [{ name: 'container', image: 'example/image' }] }),
};

/**
 * Tests that add objects by helpers, one call after the other, and validate at the end.
 * @param {string} folder
 * @param {string} name
 * @param {string} template
 */
function sequences(folder, name, template) {
  const { top, functions } = goOf(folder, template);
  /** @type {Setting[]} */
  const settings = [];
  /** @type {string[]} */
  const leftOut = [];
  for (const [test, body] of functions) {
    const calls = body.flatMap((s) => (s.kind === 'do' && s.value.kind === 'call' ? [s.value] : []));
    const validate = calls.find((call) => call.callee === 's.Validate');
    if (!validate) continue;
    const known = namesIn([...top, ...body]);
    const steps = calls.filter((call) => call !== validate);
    const plain = valueOf(validate, known).args[1][0];
    const unknown = steps.find((call) => !helpers[call.callee.slice(2)]);
    if (unknown || Object.keys(plain.Param ?? {}).length > 0) {
      leftOut.push(`${test} of ${template}: ${unknown ? `calls ${unknown.callee}` : 'sets a parameter of the check'}`);
      continue;
    }
    const objects = steps.map((call) =>
      (helpers[call.callee.slice(2)] ?? never(call.callee))(...call.args.map((arg) => valueOf(arg, known))),
    );
    const messages = Object.entries(plain.Diagnostics).flatMap(([owner, list]) =>
      // An empty list is written `{}`, which alone does not say what it is.
      (Array.isArray(list) ? list : []).map((d) => ({ owner, message: String(d.Message) })),
    );
    settings.push(settingOf(name, checks[name] ?? never(name), [written(objects)], messages, `${test}, `));
  }
  return { settings, leftOut };
}

/**
 * A struct of the Kubernetes API in Go as what it is in YAML.
 * @param {any} value
 * @returns {any}
 */
function asJson(value) {
  if (Array.isArray(value)) return value.map(asJson);
  if (value === null || typeof value !== 'object') return value;
  if (value.call !== undefined) return value.args[0];
  if (value.symbol !== undefined) return String(value.symbol).replace(/^.*Protocol/, '');
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const made = asJson(inner);
      return key === 'ProbeHandler' ? Object.entries(made) : [[spelled(key), made]];
    }),
  );
}

/** @param {string} key */
function spelled(key) {
  return key.replace(/^(?:HTTP|TCP|GRPC|[A-Z])/, (head) => head.toLowerCase());
}

/**
 * @param {string} name
 * @param {object} spec
 */
function service(name, spec) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

/**
 * A Deployment as the API server takes it: with a selector, which the tests leave out since their check does not look at it.
 * @param {string} name
 * @param {object} labels
 * @param {object} pod
 */
function deployment(name, labels, pod) {
  const template = { metadata: { labels }, spec: pod };
  const spec = { selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
}

/**
 * @param {string} name
 * @param {readonly object[]} backends
 * @param {object} [defaultBackend]
 */
function ingress(name, backends, defaultBackend) {
  const paths = backends.map((to) => ({ path: '/', pathType: 'Prefix', backend: to }));
  const spec = { ...(defaultBackend ? { defaultBackend } : {}), rules: [{ http: { paths } }] };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name }, spec };
}

/**
 * @param {string} name
 * @param {object} port
 */
function backend(name, port) {
  return { service: { name, port } };
}

/** @param {readonly object[]} objects */
function written(objects) {
  return { path: 'objects.yaml', text: objects.map((object) => stringify(object)).join('---\n') };
}

/**
 * @param {string} name
 * @returns {never}
 */
function never(name) {
  throw new Error(`${name} is not in the table`);
}

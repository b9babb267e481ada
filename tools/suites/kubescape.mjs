// @ts-check
// Kubescape's rule library: `rules/RULE/test/CASE/input/*` and `expected.json` with the objects that are alarmed about.
import fs from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../lib/repo.mjs';
import { objectsIn } from './objects.mjs';

/**
 * Rules on ports, the kinds of objects that they alarm about, and our rules on the same matter. Without kinds a case is the
 * whole test: they alarm about the workload where we speak of the Service or route that opens it.
 * @type {Readonly<Record<string, { kinds?: RegExp, rules: readonly string[] }>>}
 */
const subjects = {
  'dangling-ingress-backend': { kinds: /^Ingress$/, rules: ['backend-service-port-unknown'] },
  'dangling-gateway-backend': { kinds: /Route$/, rules: ['backend-service-port-unknown'] },
  'service-with-no-workload': { kinds: /^Service$/, rules: ['service-selector-no-workload'] },
  'container-hostPort': { kinds: /^(?:Pod|CronJob|Deployment)$/, rules: ['host-port-or-network'] },
  'host-network-access': { kinds: /^(?:Pod|CronJob|Deployment)$/, rules: ['host-port-or-network'] },
  'exposed-sensitive-interfaces-v1': { rules: ['sensitive-service-external', 'admin-port-exposed'] },
  'exposure-to-internet': { rules: ['sensitive-service-external', 'admin-port-exposed'] },
  'exposure-to-internet-via-gateway-api': { rules: ['sensitive-service-external', 'admin-port-exposed'] },
  'exposure-to-internet-via-istio-ingress': { rules: ['sensitive-service-external', 'admin-port-exposed'] },
  'ingress-no-tls': { kinds: /^Ingress$/, rules: ['plaintext-protocol-exposed'] },
};

/**
 * @param {string} folder a checkout of the rule library
 * @returns {{ settings: import('./compare.mjs').Setting[], leftOut: string[] }}
 */
export function kubescape(folder) {
  /** @type {import('./compare.mjs').Setting[]} */
  const settings = [];
  for (const [rule, { kinds, rules }] of Object.entries(subjects)) {
    const tests = path.join(folder, 'rules', rule, 'test');
    for (const test of fs.existsSync(tests) ? fs.readdirSync(tests).sort() : []) {
      const files = filesBelow(path.join(tests, test), 'input')
        .filter((file) => /\.(?:ya?ml|json)$/.test(file))
        .map((file) => ({
          path: file.slice('input/'.length),
          text: fs.readFileSync(path.join(tests, test, file), 'utf8'),
        }));
      const alarms = JSON.parse(fs.readFileSync(path.join(tests, test, 'expected.json'), 'utf8'));
      const name = `${rule}: ${test}`;
      settings.push(
        kinds
          ? { files, cases: eachObject(name, files, kinds, alarms, rules) }
          : { files, cases: [{ name, expected: alarms.length > 0, rules: [...rules] }] },
      );
    }
  }
  const left = 'dangling-networkpolicy (selectors without ports), unauthenticated-service (who may call, not where)';
  return { settings, leftOut: [`rules of other matters: ${left}`] };
}

/**
 * @param {string} name
 * @param {readonly import('./objects.mjs').File[]} files
 * @param {RegExp} kinds
 * @param {readonly any[]} alarms
 * @param {readonly string[]} rules
 * @returns {import('./compare.mjs').Case[]}
 */
function eachObject(name, files, kinds, alarms, rules) {
  const things = objectsIn(files).filter((thing) => kinds.test(thing.kind));
  const alarmed = alarms.flatMap((alarm) =>
    (alarm.alertObject.k8sApiObjects ?? []).map(
      (/** @type {any} */ object) => `${object.kind} ${object.metadata.name}`,
    ),
  );
  for (const title of alarmed)
    if (!things.some((thing) => titleOf(thing) === title)) throw new Error(`${name}: there is no ${title}`);
  return things.map((thing) => ({
    ...thing,
    name: `${name}, ${thing.name}`,
    expected: alarmed.includes(titleOf(thing)),
    rules: [...rules],
  }));
}

/** @param {import('./objects.mjs').Thing} thing */
function titleOf(thing) {
  return `${thing.kind} ${thing.metadata.name}`;
}

// @ts-check
// trivy-checks: tests in Rego (an input object, and how many denials it gets) and the good and bad examples beside them.
import fs from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/**
 * Checks on ports, what their tests' inputs become a file by, and our rules on the same matter.
 * @type {Readonly<Record<string, { file: string, write: (input: any) => string, rules: readonly string[] }>>}
 */
const checks = {
  'docker/port22': { file: 'Dockerfile', write: dockerfile, rules: ['admin-port-exposed'] },
  'docker/unix_ports_out_of_range': { file: 'Dockerfile', write: dockerfile, rules: ['invalid-port'] },
  'kubernetes/privileged_ports_binding': {
    file: 'object.yaml',
    write: (input) => stringify(input),
    rules: ['privileged-port-nonroot'],
  },
  'kubernetes/access_to_host_ports': {
    file: 'object.yaml',
    write: (input) => stringify(input),
    rules: ['host-port-or-network'],
  },
  'kubernetes/host_network': {
    file: 'object.yaml',
    write: (input) => stringify(input),
    rules: ['host-port-or-network'],
  },
};

/**
 * @param {string} folder a checkout of trivy-checks
 * @returns {{ settings: import('./compare.mjs').Setting[], leftOut: string[] }}
 */
export function trivy(folder) {
  /** @type {import('./compare.mjs').Setting[]} */
  const settings = [];
  for (const [check, { file, write, rules }] of Object.entries(checks)) {
    const at = path.join(folder, 'checks', check);
    for (const { name, input, denied } of testsIn(fs.readFileSync(`${at}_test.rego`, 'utf8')))
      settings.push(settingOf(`${check}: ${name}`, file, write(input), denied, rules));
    const examples = fs.existsSync(`${at}.yaml`) ? parse(fs.readFileSync(`${at}.yaml`, 'utf8')) : {};
    for (const kind of ['good', 'bad'])
      for (const [index, text] of (Object.values(examples)[0]?.[kind] ?? []).entries())
        settings.push(settingOf(`${check}: ${kind} example ${index + 1}`, file, text, kind === 'bad', rules));
  }
  return { settings, leftOut: ['network/no_public_ingress and no_public_egress: about address ranges, without ports'] };
}

/**
 * @param {string} name
 * @param {string} path
 * @param {string} text
 * @param {boolean} expected
 * @param {readonly string[]} rules
 * @returns {import('./compare.mjs').Setting}
 */
function settingOf(name, path, text, expected, rules) {
  return { files: [{ path, text }], cases: [{ name, expected, rules: [...rules] }] };
}

/**
 * The tests of a Rego file of the shape `test_x if { r := deny with input as {…}  count(r) > 0 }`. Their inputs are JSON but
 * for commas at the end, as YAML's flow style allows.
 * @param {string} source
 */
function testsIn(source) {
  return source
    .split(/^(?=test_)/m)
    .slice(1)
    .map((test) => {
      const name = /^\w+/.exec(test)?.[0] ?? '';
      const from = test.indexOf('{', test.indexOf('with input as'));
      const to = test.search(/^\t(?:#.*\n\s*)*count\(r\)/m);
      const count = /count\(r\) (==|>) (\d+)/.exec(test);
      if (from < 0 || to < 0 || !count) throw new Error(`${name} is not of the known shape`);
      const input = parse(
        test
          .slice(from, to)
          .replaceAll('\t', ' ')
          .replaceAll(/^\s*#.*$/gm, ''),
      );
      return { name, input, denied: count[1] === '>' || count[2] !== '0' };
    });
}

/**
 * A Dockerfile of the instructions that a test gives as data.
 * @param {{ Stages: { Name: string, Commands: { Cmd: string, Value: string[] }[] }[] }} input
 */
function dockerfile({ Stages }) {
  const lines = Stages.flatMap(({ Name, Commands }) => [
    ...(Commands.some(({ Cmd }) => Cmd === 'from') ? [] : [`FROM ${Name}`]),
    ...Commands.map(
      ({ Cmd, Value }) => `${Cmd.toUpperCase()} ${Cmd === 'cmd' ? JSON.stringify(Value) : Value.join(' ')}`,
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

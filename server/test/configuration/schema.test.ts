// The JSON schema says what the program says: the same configurations are right and wrong for both.
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { repository } from '../../../tools/lib/repo.mjs';
import { readConfiguration } from '../../src/configuration/read';
import { rules } from '../../src/rules/list';
import { sourceFile } from '../../src/text/source';

const schema = JSON.parse(fs.readFileSync(path.join(repository, 'schemas/portolan.schema.json'), 'utf8')) as object;
const valid = new Ajv({ strict: false }).compile(schema);
const ids = rules.map((r) => r.meta.id);

function problems(value: unknown): readonly string[] {
  const file = sourceFile('file:///w/portolan.json', JSON.stringify(value));
  return readConfiguration(file, 'file:///w', ids)?.problems.map((p) => p.message) ?? [];
}

const right: readonly unknown[] = [
  {},
  { rules: null, exclude: [] },
  { rules: { 'duplicate-port': 'off' }, exclude: 'vendor/', environments: { prod: ['a/**'], local: 'b' } },
  { overrides: [{ files: 'a', rules: { 'duplicate-port': 'hint' } }], trustedNetworks: ['10.0.0.0/8'] },
  {
    ports: {
      services: { a: 1, b: { port: 65535, also: [80, '90-91'], names: ['c'], public: true, description: 'x' } },
    },
  },
  { ports: { ranges: { container: 80, host: '1-65535', node: ['30000-30010'], service: [443] }, public: [] } },
  { ports: { reserved: ['browser-blocked', 80, { port: '80-90', because: 'x', layers: 'host', allow: ['a'] }] } },
];

const wrong: readonly unknown[] = [
  { rule: {} },
  { rules: { 'no-such-rule': 'off' } },
  { rules: { 'duplicate-port': 'loud' } },
  { overrides: [{ files: 'a' }] },
  { exclude: [{}] },
  { ports: { services: { a: 0 } } },
  { ports: { services: { a: 65536 } } },
  { ports: { services: { a: '80' } } },
  { ports: { services: { a: { also: 80 } } } },
  { ports: { services: { a: { port: 80, public: 'yes' } } } },
  { ports: { ranges: { container: '80-' } } },
  { ports: { ranges: { edge: 80 } } },
  { ports: { reserved: [{ port: 80, layers: ['edge'] }] } },
  { ports: { public: '65536' } },
  [],
];

describe('a configuration', () => {
  test.each(right.map((v) => [JSON.stringify(v), v]))('is right: %s', (_, value) => {
    expect(problems(value)).toEqual([]);
    expect(valid(value), JSON.stringify(valid.errors)).toBe(true);
  });
  test.each(wrong.map((v) => [JSON.stringify(v), v]))('is wrong: %s', (_, value) => {
    expect(problems(value)).not.toEqual([]);
    expect(valid(value)).toBe(false);
  });
  test('the schema is contributed for YAML and JSON, and says something of every key', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
      contributes: Record<'yamlValidation' | 'jsonValidation', { fileMatch: unknown; url: string }[]>;
    };
    const { yamlValidation, jsonValidation } = manifest.contributes;
    for (const { url } of [...yamlValidation, ...jsonValidation])
      expect(fs.existsSync(path.join(repository, url))).toBe(true);
    const look = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node)
        for (const [key, inner] of Object.entries(node.properties as object))
          expect((inner as { description?: string }).description, key).toMatch(/./);
      for (const inner of Object.values(node)) look(inner);
    };
    look(schema);
  });
});

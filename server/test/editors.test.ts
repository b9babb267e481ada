// The pages for other editors: every snippet of them is held against what the server knows, so that none goes stale.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../shared/src/protocol';
import { settings } from '../../shared/src/settings';
import { rules } from '../src/rules/list';
import { SEVERITIES } from '../src/rules/rule';

const folder = path.join(import.meta.dirname, '../../docs/editors');
const textOf = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
const pages = fs.readdirSync(folder);
const editors = ['emacs.md', 'helix.md', 'neovim.md', 'sublime.md', 'zed.md'];

/** The blocks of a page, by language. */
const blocksOf = (name: string, ...languages: string[]) =>
  [...textOf(name).matchAll(/^```(\w+)\n([^]*?)^```/gm)]
    .filter(([, language = '']) => languages.includes(language))
    .map(([, , block = '']) => block);

/** What editors call the languages whose files the server reads. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  dockerfile: ['dockerfile', 'dockerfile-mode', 'dockerfile-ts-mode', 'source.dockerfile', 'Dockerfile'],
  dockercompose: ['yaml.docker-compose', 'docker-compose', 'yaml-mode', 'source.yaml', 'Docker Compose'],
  yaml: ['yaml', 'helm', 'yaml-mode', 'yaml-ts-mode', 'source.yaml', 'YAML', 'Helm'],
  json: ['json', 'source.json', 'JSON'],
  jsonc: ['jsonc', 'source.json', 'JSONC'],
  dotenv: ['env', 'sh', 'source.dotenv', 'source.env'],
  tiltfile: ['tiltfile'],
};

const quoted = (text: string) => [...text.matchAll(/["']([^"']+)["']/g)].map(([, word = '']) => word);

/** The lists of languages in the snippets of an editor. */
const lists: Readonly<Record<string, () => string[][]>> = {
  'neovim.md': () =>
    blocksOf('neovim.md', 'lua').flatMap((block) =>
      [...block.matchAll(/(?:filetypes|pattern) = \{([^}]*)\}/g)].map(([, list = '']) => quoted(list)),
    ),
  'helix.md': () => [[...textOf('helix.md').matchAll(/^name = "([^"]+)"/gm)].map(([, name = '']) => name)],
  'sublime.md': () => [/"selector": "([^"]+)"/.exec(textOf('sublime.md'))?.[1]?.split(' | ') ?? []],
  'zed.md': () => [quoted(/^languages = \[(.*)\]$/m.exec(textOf('zed.md'))?.[1] ?? '')],
  'emacs.md': () => [
    /'\(\(([^)]*)\)/.exec(textOf('emacs.md'))?.[1]?.split(' ') ?? [],
    quoted(/lsp-activate-on ([^)]*)\)/.exec(textOf('emacs.md'))?.[1] ?? ''),
  ],
};

test('every editor has its page, and the first page leads to all of them', () => {
  expect(pages.sort()).toEqual([...editors, 'README.md', 'protocol.md'].sort());
  for (const name of pages.filter((p) => p !== 'README.md')) expect(textOf('README.md')).toContain(`](${name})`);
});

describe.each(editors)('%s', (name) => {
  const snippets = blocksOf(name, 'lua', 'toml', 'json', 'elisp', 'rust').join('\n');

  test('starts the server as the command line wants it', () => {
    expect(textOf(name)).toContain('npm install --global portolan');
    expect(snippets).toMatch(/portolan"?.{0,60}?["']lsp["'](?:\.into\(\))?,? ["']--stdio["']/s);
    const help = fs.readFileSync(path.join(folder, '../cli.md'), 'utf8');
    expect(help).toMatch(/Usage: portolan lsp \[options\][^#]*--stdio/);
  });

  test('names languages whose files the server reads', () => {
    const known = new Set(Object.values(NAMES).flat());
    const named = lists[name]?.() ?? [];
    expect(named.flat().length).toBeGreaterThan(2);
    for (const list of named) {
      expect(list.filter((l) => !known.has(l))).toEqual([]);
      // Dockerfiles and YAML are what it is about; an editor may have no name for the others.
      for (const language of ['dockerfile', 'yaml']) expect(list.some((l) => NAMES[language]?.includes(l))).toBe(true);
    }
    expect(Object.keys(NAMES)).toEqual(expect.arrayContaining([...LANGUAGES]));
  });

  test('gives options, settings, rules and severities that there are', () => {
    const protocol = fs.readFileSync(path.join(folder, '../../shared/src/protocol.ts'), 'utf8');
    const options = /export interface InitializationOptions \{([^]*?)^\}/m.exec(protocol)?.[1] ?? '';
    for (const option of ['pushDiagnostics', 'watchFiles', 'settings'])
      expect(options).toContain(`readonly ${option}?:`);
    const keys = new Set(settings.map((s) => s.key));
    const given = [...snippets.matchAll(/portolan["']?(?: = \{ |: ?\(:|\.)(\w+)/g)].map(([, key = '']) => key);
    // `portolan.yaml` is a file.
    expect(given.filter((key) => !keys.has(key) && key !== 'yaml')).toEqual([]);
    const ids = new Set(rules.map((r) => r.meta.id));
    const named = [
      ...snippets.matchAll(/([a-z]+(?:-[a-z]+){2,})['"\]]*(?: =|"?:| \.|) "?'?(off|error|warning|info|hint)/g),
    ];
    expect(named.length).toBeGreaterThan(0);
    for (const [, id = '', severity = ''] of named) {
      expect([id, ids.has(id)]).toEqual([id, true]);
      expect([...SEVERITIES, 'off']).toContain(severity);
    }
  });

  test('holds JSON that can be read', () => {
    for (const block of blocksOf(name, 'json')) expect(() => JSON.parse(block) as unknown).not.toThrow();
  });

  test('holds Lisp whose parentheses match', () => {
    for (const block of blocksOf(name, 'elisp')) {
      const bare = block.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/;.*$/gm, '');
      expect(bare.split('(').length).toBe(bare.split(')').length);
    }
  });
});

test('the first page tells every initialization option of other clients, and the others none that is not told', () => {
  const told = [...textOf('README.md').matchAll(/^\| `(\w+)` /gm)].map(([, option]) => option);
  expect(told).toEqual(['settings', 'pushDiagnostics', 'watchFiles']);
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pseudo, pseudoBundle } from '../../../tools/lib/pseudo.mjs';
import { repository } from '../../../tools/lib/repo.mjs';
import { say } from '../../src/text/say';
import { english, tongueOf } from '../../src/text/tongue';

const german = tongueOf({
  '{0} listens on {1}. {2}': '{0} lauscht auf {1}. {2}',
  'Ask {0}.': 'Frage {0}.',
  'service {0}': 'Dienst {0}',
  '{0} of {1}': '{0} von {1}',
  '{0} or {1}': '{0} oder {1}',
  'port {0}': 'Port {0}',
  '(by default)': '(von Haus aus)',
  '{0} sends to port {1}{2}, and no further': '{0} sendet an Port {1}{2} und nicht weiter',
  public: 'öffentlich',
  '{1} is behind {0}': 'Vor {1} liegt {0}',
  '`{0}:{1}` of {2}': '`{0}:{1}` von {2}',
  'The file cannot be read here: {0}.': 'Die Datei kann hier nicht gelesen werden: {0}.',
  bad: 7,
});

describe('say', () => {
  test('is the text itself', () => {
    expect(say`${'a'} listens on ${80}`).toBe('a listens on 80');
    expect(say`nothing`).toBe('nothing');
  });
});

describe('a tongue', () => {
  test.each([
    ['service `a` listens on 80. Ask `a`.', 'Dienst `a` lauscht auf 80. Frage `a`.'],
    ['port 80 of service `a of b`', 'Port 80 von Dienst `a of b`'],
    ['80, 81 or 82', '80, 81 oder 82'],
    ['public · port 80 | port 81', 'öffentlich · Port 80 | Port 81'],
    ['`a` sends to port 80 (by default), and no further', '`a` sendet an Port 80 (von Haus aus) und nicht weiter'],
    ['`a` sends to port 80, and no further', '`a` sendet an Port 80 und nicht weiter'],
    ['`b` is behind `a`', 'Vor `b` liegt `a`'],
    ['Ask 80. Ask 81.', 'Frage 80. Frage 81.'],
    [' public', ' öffentlich'],
    ['port 80 in staging', 'port 80 in staging'],
    ['80 of staging', '80 von staging'],
    ['The file cannot be read here: no such thing.', 'Die Datei kann hier nicht gelesen werden: no such thing.'],
    ['port 80 of Deployment `a`', 'Port 80 von Deployment `a`'],
    ['80 (`http`) or 81 (public)', '80 (`http`) oder 81 (öffentlich)'],
    ['`my key:it is` of port 80', '`my key:it is` von Port 80'],
    ['8080/tcp', '8080/tcp'],
    ['', ''],
  ])('says %j', (from, to) => {
    expect(german(from)).toBe(to);
  });
  test.each([
    'service `a` listens on 80. Go away.',
    'service `a` listens on the moon. Ask `a`.',
    'service my house listens on 80. Ask `a`.',
    'port 80 of service `a',
    'bad news',
  ])('says nothing that it knows only in part: %j', (text) => {
    expect(german(text)).toBe(text);
  });
  test('without sentences is English', () => {
    for (const none of [undefined, null, 7, 'x']) expect(tongueOf(none)).toBe(english);
    expect(tongueOf({})('port 80')).toBe('port 80');
  });
  test('ends soon, whatever it is told', () => {
    const started = process.cpuUsage();
    for (const times of [20, 70, 2000]) {
      const text = `${'service `a` of '.repeat(times)}port 80, ${'80 or '.repeat(times)}`;
      expect(german(text)).toBe(text);
    }
    expect(german('`'.repeat(10_000)).length).toBe(10_000);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
  });
});

test('with all sentences ends soon, too', () => {
  const bundle = path.join(repository, 'l10n', 'bundle.l10n.json');
  const tell = tongueOf(pseudoBundle(JSON.parse(fs.readFileSync(bundle, 'utf8')) as Record<string, string>));
  tell('port 80');
  for (const text of ['`a` and '.repeat(300), 'port 1 of service `a` or '.repeat(100), '80 of '.repeat(400)]) {
    const started = process.cpuUsage();
    expect(tell(text)).toBe(text);
    expect(process.cpuUsage(started).user / 1000, text.slice(0, 30)).toBeLessThan(1500);
  }
});

describe('the pseudo-locale', () => {
  test('keeps places, code and links, and is longer', () => {
    expect(pseudo('See {0} of `it` [here](command:a)')).toMatch(/^⟦Séé \{0\} öƒ `it` \[ħéŕé\]\(command:a\)~+⟧$/u);
    expect(tongueOf(pseudoBundle({ 'port {0}': 'port {0}' }))('port 80')).toMatch(/^⟦þöŕţ 80~+⟧$/u);
  });
});

// The gates of what people read: each must be able to fail. And what they and the generator rest on.
import { describe, expect, test } from 'vitest';
import { checkNotifications, checkTranslations, checkWords } from '../../tools/gates/words.mjs';
import { sentencesOf } from '../../tools/lib/sentences.mjs';
import { withKeys } from '../../tools/pages/manifestTexts.mjs';
import { tree } from './fixture/tree';

describe('words that are shown', () => {
  const check = (code: string) => checkWords(tree({ 'client/src/a.ts': code }));

  test.each([
    "vscode.window.showInformationMessage(vscode.l10n.t('It is {0}.', name));",
    "item.label = vscode.l10n.t('Ports');",
    'output.error(`It could not be read: ${reason}`);',
    "throw new Error('there is no such thing');",
    "const item = { label: name, id: 'ports', kind: 'file', iconPath: 'warning' };",
    'item.text = `$(warning) ${name}`;',
    "item.detail = 'Portolan';",
    'const html = `<title lang="en us">${title}</title>`;',
    'card.style.transform = `translate(${x}px, ${y}px)`;',
    "const item = { label: name, description: '.svg', class: 'button toggle' };",
    "type A = { readonly label: 'one of these' };",
    "import { a } from 'a b c d';",
    "// Not shown: it goes to the library.\nconst a = { message: 'nothing at all' };",
  ])('%s passes', (code) => {
    expect(check(code)).toEqual([]);
  });
  test.each([
    "vscode.window.showInformationMessage('Ready');",
    'vscode.window.showWarningMessage(`${name} is away`);',
    "item.label = 'Ports';",
    "const item = { label: 'Ports' };",
    "const item = { label: open ? 'Ports' : name };",
    "const item = { tooltip: name + ' ports' };",
    'const item = { detail: `port ${n}` };',
    "new vscode.TreeItem('Ports');",
    "const words = ['nothing of the sort'];",
    "vscode.l10n.t('{0} is {1}', name, 'away');",
    'vscode.l10n.t(sentence);',
    'vscode.l10n.t(`It is ${name}`);',
    "/** Says that it is shown. */\nconst a = 'nothing of the sort';",
  ])('%s fails', (code) => {
    expect(check(code)).toEqual([expect.stringMatching(/^client\/src\/a\.ts:\d: /)]);
  });
  test('no file at all fails', () => {
    expect(checkWords(tree({}))).toEqual(['there is no source file to check']);
  });
});

describe('notifications', () => {
  const files = {
    'client/src/a.ts': 'export async function told() {\n  await vscode.window.showErrorMessage(text);\n}\n',
  };

  test('of a function that somebody asks for pass', () => {
    expect(checkNotifications(tree(files), { 'client/src/a.ts': { told: 'the command' } })).toEqual([]);
  });
  test('of any other fail, handed on or called, in the client or in the server', () => {
    expect(checkNotifications(tree(files), {})).toEqual([expect.stringMatching(/^client\/src\/a\.ts:2: told shows/)]);
    expect(checkNotifications(tree({ 'client/src/a.ts': 'const tell = window.showWarningMessage;' }), {})).toEqual([
      expect.stringContaining('tell shows'),
    ]);
    expect(checkNotifications(tree({ 'server/src/a.ts': 'c.window.showInformationMessage(a);' }), {})).toHaveLength(1);
  });
  test('that are listed and not there fail', () => {
    expect(checkNotifications(tree({ 'client/src/a.ts': '' }), { 'client/src/a.ts': { told: 'the command' } })).toEqual(
      ['tools/budgets.json: told of client/src/a.ts shows no notification'],
    );
  });
});

describe('translations', () => {
  const check = (english: object, german: object) =>
    checkTranslations(
      tree({ 'l10n/bundle.l10n.json': JSON.stringify(english), 'l10n/bundle.l10n.de.json': JSON.stringify(german) }),
    );
  const english = { 'Port {0} of `{1}`': 'Port {0} of `{1}`' };

  test('pass when they keep values, links and code', () => {
    expect(check(english, { 'Port {0} of `{1}`': 'Port {0} von `{1}`' })).toEqual([]);
  });
  test.each([
    [{}, 'nothing for'],
    [{ 'Port {0} of `{1}`': 'Port von `{1}`' }, 'loses {0}'],
    [{ 'Port {0} of `{1}`': 'Port {0} {2} von `{1}`' }, 'has {2} of its own'],
    [{ 'Port {0} of `{1}`': 'Port {0} von {1}' }, 'loses `{1}`'],
    [{ 'Port {0} of `{1}`': 'Port {0} von `{1}`', other: 'anders' }, '"other" is no sentence any more'],
  ])('%j fails', (german, problem) => {
    expect(check(english, german)).toContainEqual(expect.stringContaining(problem));
  });
  test('none at all fails', () => {
    expect(checkTranslations(tree({ 'package.nls.json': '{}' }))).toEqual(['there is no translation to check']);
  });
});

describe('sentences', () => {
  test('are those of l10n.t and say, with places for values', () => {
    const code = [
      "vscode.l10n.t('One {0}', a);",
      "l10n.t('Two');",
      'say`Port ${port} of ${say`service ${name}`}`;',
      'say`${a}: ${b}`;',
      "other.t('Not this'); it`nor ${this}`;",
    ];
    expect(sentencesOf('a.ts', code.join('\n')).sentences).toEqual([
      { form: 'One {0}', line: 1 },
      { form: 'Two', line: 2 },
      { form: 'Port {0} of {1}', line: 3 },
      { form: 'service {0}', line: 3 },
    ]);
  });
});

describe('texts of the manifest', () => {
  const manifest = {
    description: 'As npm shows it.',
    contributes: {
      commands: [{ command: 'portolan.a', title: 'Do A', category: 'Portolan' }],
      views: { ports: [{ id: 'portolan.map', name: 'Map' }] },
      viewsWelcome: [
        { view: 'portolan.map', contents: 'One' },
        { view: 'portolan.map', contents: 'Two' },
      ],
      languageModelTools: [{ name: 'portolan_ports', displayName: 'Ports', modelDescription: 'Lists ports.' }],
      configuration: { properties: { 'portolan.rules': { properties: { a: { description: 'About a.' } } } } },
    },
  };

  test('move to keys that tell where they stand, and stay there', () => {
    const first = withKeys(manifest, {});
    expect(first.texts).toEqual({
      'commands.a.title': 'Do A',
      'views.ports.map.name': 'Map',
      'viewsWelcome.map.contents': 'One',
      'viewsWelcome.map.contents.2': 'Two',
      'languageModelTools.0.displayName': 'Ports',
      'configuration.rules.a.description': 'About a.',
    });
    expect(first.manifest).toMatchObject({
      description: 'As npm shows it.',
      contributes: {
        commands: [{ title: '%commands.a.title%', category: 'Portolan' }],
        languageModelTools: [{ name: 'portolan_ports', modelDescription: 'Lists ports.' }],
      },
    });
    expect(withKeys(first.manifest, first.texts)).toEqual(first);
  });
  test('that are written anew count, and keys that nobody has written fail', () => {
    const first = withKeys(manifest, {});
    first.manifest.contributes.commands[0].title = 'Do A now';
    expect(withKeys(first.manifest, first.texts).texts['commands.a.title']).toBe('Do A now');
    first.manifest.contributes.commands[0].title = '%nothing%';
    expect(() => withKeys(first.manifest, first.texts)).toThrow('%nothing%');
  });
});

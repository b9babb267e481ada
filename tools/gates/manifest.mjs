// @ts-check
// What package.json promises to VS Code: commands that have a name and are there, conditions that can be true, and no more
// reasons to start than there are. That every command is registered while it runs is tested in real editors.
import fs from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { filesOfGit } from '../lib/repo.mjs';
import { termsOf } from './when.mjs';

/** Context keys of VS Code itself that our conditions may use. */
const KEYS =
  /^(?:activeWebviewPanelId|config\.portolan\.[\w.]+|editor(?:Focus|HasSelection|LangId|TextFocus)|explorerResourceIsFolder|focusedView|inputFocus|is(?:Web|Linux|Mac|Windows|WorkspaceTrusted)|list(?:Focus|SupportsMultiselect)|resource(?:DirName|Extname|Filename|LangId|Path|Scheme|Set)?|textInputFocus|true|false|view(?:Item)?|workbenchState|workspaceFolderCount)$/;

/** Activation events that VS Code derives from what is contributed: to name them again is to say nothing. */
const DERIVED = /^on(?:Command|View|Walkthrough|LanguageModelTool|CustomEditor|TerminalProfile|TaskType|Renderer):/;

/** The title of a command's palette entry is `CATEGORY: TITLE`. */
const CATEGORY = 'Portolan';

/** @typedef {Record<string, any>} Json */

/**
 * @param {string} root
 * @returns {string[]}
 */
export function checkManifest(root) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const names = filesOfGit(root, ['client/src', 'shared/src']).filter((name) => name.endsWith('.ts'));
  const strings = new Map(names.map((name) => [name, stringsIn(name, fs.readFileSync(path.join(root, name), 'utf8'))]));
  const problems = [
    ...commandProblems(manifest, strings),
    ...conditionProblems(manifest, new Set([...strings.values()].flatMap(({ all }) => all))),
    ...activationProblems(manifest),
    ...fileProblems(root, manifest),
  ];
  return problems.map((problem) => `package.json: ${problem}`);
}

/**
 * Contributed commands, and those of the objects `Command`, `MapCommand` … in the sources, are the same.
 * @param {Json} manifest
 * @param {ReadonlyMap<string, Strings>} strings
 * @returns {string[]}
 */
function commandProblems({ contributes }, strings) {
  /** @type {Json[]} */
  const commands = contributes.commands ?? [];
  const ids = commands.map(({ command }) => command);
  const declared = [...strings.values()].flatMap(({ commands: own }) => own);
  const placed = [...Object.values(contributes.menus ?? {}).flat(), ...(contributes.keybindings ?? [])].flatMap(
    ({ command }) => command ?? [],
  );
  return [
    ...(ids.length === 0 ? ['it contributes no command'] : []),
    ...twice(ids).map((id) => `the command ${id} is contributed twice`),
    ...commands.filter(({ title }) => !title).map(({ command }) => `the command ${command} has no title`),
    ...commands
      .filter(({ category }) => category !== CATEGORY)
      .map(({ command }) => `the command ${command} is not of the category ${CATEGORY}`),
    ...ids.filter((id) => !declared.includes(id)).map((id) => `the command ${id} stands in no source of the client`),
    ...declared.filter((id) => !ids.includes(id)).map((id) => `the sources have the command ${id}, which it lacks`),
    ...placed
      .filter((id) => id.startsWith('portolan.') && !ids.includes(id))
      .map((id) => `a menu or key names the command ${id}, which is not contributed`),
  ];
}

/**
 * Conditions that cannot be read, or ask for what nobody ever sets.
 * @param {Json} manifest
 * @param {ReadonlySet<string>} known every string of the client's sources
 * @returns {string[]}
 */
function conditionProblems({ contributes }, known) {
  const views = new Set(
    Object.values(contributes.views ?? {})
      .flat()
      .map(({ id }) => id),
  );
  return conditionsIn(contributes).flatMap((condition) => {
    const terms = termsOf(condition);
    if (typeof terms === 'string') return [`the condition “${condition}” is wrong: ${terms}`];
    return terms.flatMap(({ key, operator, value = '' }) => {
      const compared = operator === '==' || operator === '!=';
      if (!KEYS.test(key) && !(key.startsWith('portolan.') && known.has(key)))
        return [`the condition “${condition}” asks for ${key}, which nobody sets`];
      if (['view', 'focusedView'].includes(key) && compared && value.startsWith('portolan.') && !views.has(value))
        return [`the condition “${condition}” names the view ${value}, which is not contributed`];
      if (key === 'viewItem' && compared && !known.has(value))
        return [`the condition “${condition}” names a kind of row, ${value}, that the client does not have`];
      return [];
    });
  });
}

/**
 * Every `when` and `enablement`, wherever it stands.
 * @param {unknown} value
 * @returns {string[]}
 */
function conditionsIn(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ['when', 'enablement'].includes(key) && typeof inner === 'string' ? [inner] : conditionsIn(inner),
  );
}

/**
 * @param {Json} manifest
 * @returns {string[]}
 */
function activationProblems({ activationEvents }) {
  /** @type {string[]} */
  const events = activationEvents ?? [];
  return [
    ...(events.length === 0 ? ['it has no activation event'] : []),
    ...twice(events).map((event) => `the activation event ${event} stands twice`),
    ...events
      .filter((event) => event === '*' || event === 'onStartupFinished')
      .map((event) => `the activation event ${event} starts the extension in every window`),
    ...events
      .filter((event) => DERIVED.test(event))
      .map((event) => `the activation event ${event} is not needed: VS Code tells it by what is contributed`),
    ...events
      .filter((event) => /^workspaceContains:(?:\*\*\/)?\*(?:\.\w+)?$/.test(event))
      .map((event) => `the activation event ${event} is true of nearly every folder`),
  ];
}

/**
 * Pictures and pages that it names and that are not there. A `dist/` is there only after a build.
 * @param {string} root
 * @param {Json} manifest
 * @returns {string[]}
 */
function fileProblems(root, { icon, contributes }) {
  const media = (contributes.walkthroughs ?? []).flatMap((/** @type {Json} */ { steps }) =>
    steps.flatMap((/** @type {Json} */ { media: { image, svg, markdown } }) =>
      [image, svg, markdown].flatMap((one) => (typeof one === 'object' ? Object.values(one) : (one ?? []))),
    ),
  );
  const containers = Object.values(contributes.viewsContainers ?? {}).flat();
  const icons = [...containers, ...(contributes.commands ?? [])].flatMap(({ icon: one }) =>
    typeof one === 'object' ? Object.values(one) : (one ?? []),
  );
  return [icon, ...media, ...icons]
    .filter((name) => typeof name === 'string' && !name.startsWith('$(') && !name.startsWith('%'))
    .filter((name) => !fs.existsSync(path.join(root, name)))
    .map((name) => `${name} is not there`);
}

/**
 * @typedef {{ all: string[], commands: string[] }} Strings all literals of a file, and those in objects that are named as commands
 */

/**
 * @param {string} name
 * @param {string} text
 * @returns {Strings}
 */
function stringsIn(name, text) {
  /** @type {Strings} */
  const found = { all: [], commands: [] };
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') found.all.push(value);
    },
    VariableDeclarator: ({ id, init }) => {
      const object = init?.type === 'TSAsExpression' ? init.expression : init;
      if (id.type !== 'Identifier' || !id.name.endsWith('Command') || object?.type !== 'ObjectExpression') return;
      for (const property of object.properties)
        if (property.type === 'Property' && property.value.type === 'Literal')
          found.commands.push(String(property.value.value));
    },
  }).visit(parseSync(name, text).program);
  return found;
}

/** @param {readonly string[]} list */
function twice(list) {
  return [...new Set(list.filter((one, i) => list.indexOf(one) !== i))];
}

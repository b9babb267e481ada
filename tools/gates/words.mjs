// @ts-check
// What people read is said through `l10n.t` and translated whole, and nobody is spoken to unasked.
import fs from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { filesOfGit } from '../lib/repo.mjs';
import { isTranslation, lines, placesIn, sentencesOf } from '../lib/sentences.mjs';

/** Names under which the editor takes what it shows. */
const SHOWN = new Set([
  'alt',
  'ariaLabel',
  'description',
  'detail',
  'label',
  'placeHolder',
  'placeholder',
  'prompt',
  'text',
  'textContent',
  'title',
  'tooltip',
]);

/** Calls whose arguments the editor shows. */
const SHOWS =
  /^(?:show\w+Message|setStatusBarMessage|createOutputChannel|createTreeView|TreeItem|MarkdownString|appendMarkdown|ThemeIconLabel|createWebviewPanel)$/;

/** Calls whose arguments go to the output channel or to whoever catches an error, in English. */
const TOLD_TO_DEVELOPERS = /^(?:error|warn|info|debug|trace|Error|TypeError|died)$/;

/** Properties and calls that take words of the page's own languages. */
const MARKUP = /^(?:class|className|style|transform|matchMedia|querySelector(?:All)?|toFixed)$/;

/** Words behind each other, as only people read them. */
const SENTENCE = /\p{L}{2,}[,;:]? +\p{L}{2,}/u;

/** A comment that says, with its reason, why words on its line or the next are not shown to anybody. */
const NOT_SHOWN = /\bNot shown: \S/;

/**
 * Words in the client's sources that are shown without `l10n.t`.
 * @param {string} root
 * @returns {string[]}
 */
export function checkWords(root) {
  const files = sources(root, ['client/src']);
  return [
    ...(files.length === 0 ? ['there is no source file to check'] : []),
    ...files.flatMap((name) => {
      const text = read(root, name);
      const { problems } = sentencesOf(name, text);
      return [...problems, ...plainWords(name, text)].map(({ line, problem }) => `${name}:${line}: ${problem}`);
    }),
  ];
}

/**
 * @param {string} name
 * @param {string} text
 */
function plainWords(name, text) {
  const { program, comments } = parseSync(name, text);
  const lineAt = lines(text);
  const excused = new Set(
    comments
      .filter(({ value }) => NOT_SHOWN.test(value))
      .flatMap(({ start, end }) => [lineAt(start), lineAt(end), lineAt(end) + 1]),
  );
  /** @type {{ line: number, problem: string }[]} */
  const found = [];
  /**
   * @param {any} node
   * @param {string} words
   * @param {boolean} shown
   */
  const judge = (node, words, shown) => {
    // `$(warning)` is a picture, `{0}` a place, `<b>` a tag, `.svg` an ending, and the product's name a name.
    const said = words
      .replace(/\$\([\w~-]+\)|\{\d+\}|<[^>]*>|(?<![\w.])\.\w+|\$\{\w+\}/g, '')
      .replace(/\bPortolan\b/g, '');
    if (shown ? !/\p{L}/u.test(said) : !SENTENCE.test(said)) return;
    const line = lineAt(node.start);
    if (!excused.has(line)) found.push({ line, problem: `“${words}” is shown without l10n.t` });
  };
  /**
   * @param {any} node
   * @param {boolean} shown whether the value of this expression is shown
   */
  const walk = (node, shown) => {
    if (Array.isArray(node)) {
      for (const item of node) walk(item, shown);
      return;
    }
    if (isNoValue(node)) {
      // What stands in a type or names a module is no value, but an expression with a type beside it is.
      if (typeof node?.expression === 'object') walk(node.expression, shown);
      return;
    }
    switch (node.type) {
      case 'Literal':
        if (typeof node.value === 'string') judge(node, node.value, shown);
        return;
      case 'TemplateLiteral':
        judge(node, node.quasis.map((/** @type {any} */ q) => q.value.cooked ?? '').join('{0}'), shown);
        walk(node.expressions, shown);
        return;
      case 'ConditionalExpression':
        walk(node.test, false);
        walk([node.consequent, node.alternate], shown);
        return;
      case 'LogicalExpression':
        walk([node.left, node.right], shown);
        return;
      case 'BinaryExpression':
        walk([node.left, node.right], shown && node.operator === '+');
        return;
      case 'ArrayExpression':
        walk(node.elements, shown);
        return;
      case 'Property':
        if (!MARKUP.test(nameOf(node.key))) walk(node.value, SHOWN.has(nameOf(node.key)));
        if (node.computed) walk(node.key, false);
        return;
      case 'AssignmentExpression': {
        const name = node.left.type === 'MemberExpression' ? nameOf(node.left.property) : '';
        if (!MARKUP.test(name)) walk(node.right, SHOWN.has(name));
        return;
      }
      case 'CallExpression':
      case 'NewExpression': {
        const callee = nameOf(node.callee.type === 'MemberExpression' ? node.callee.property : node.callee);
        walk(node.callee, false);
        if (isTranslation(node)) walk(node.arguments.slice(1), true);
        else if (!TOLD_TO_DEVELOPERS.test(callee) && !MARKUP.test(callee)) walk(node.arguments, SHOWS.test(callee));
        return;
      }
      default:
        for (const [key, inner] of Object.entries(node))
          if (typeof inner === 'object' && key !== 'typeAnnotation') walk(inner, false);
    }
  };
  walk(program.body, false);
  return found;
}

/** @param {any} node */
function isNoValue(node) {
  return typeof node?.type !== 'string' || /^(?:TS|Import|ExportAll)/.test(node.type);
}

/** @param {any} node */
function nameOf(node) {
  return String(node?.name ?? node?.value ?? '');
}

/**
 * Notifications of functions of which nobody has said who asks for them, and entries about functions that show none.
 * @param {string} root
 * @param {Readonly<Record<string, Readonly<Record<string, string>>>>} asked for each file and function why it may speak
 * @returns {string[]}
 */
export function checkNotifications(root, asked) {
  const files = sources(root, ['client/src', 'server/src']);
  /** @type {Set<string>} */
  const speaking = new Set();
  const problems = files.flatMap((name) =>
    notifications(name, read(root, name)).flatMap(({ line, within }) => {
      speaking.add(`${name} ${within}`);
      if (asked[name]?.[within]) return [];
      return [`${name}:${line}: ${within} shows a notification, and tools/budgets.json does not say who asks for it`];
    }),
  );
  const idle = Object.entries(asked).flatMap(([name, functions]) =>
    Object.keys(functions)
      .filter((within) => !speaking.has(`${name} ${within}`))
      .map((within) => `tools/budgets.json: ${within} of ${name} shows no notification`),
  );
  return [...(files.length === 0 ? ['there is no source file to check'] : []), ...problems, ...idle];
}

/**
 * Where `show…Message` is named, and in which function of the file's top level.
 * @param {string} name
 * @param {string} text
 */
function notifications(name, text) {
  const { program } = parseSync(name, text);
  const lineAt = lines(text);
  const functions = program.body.flatMap((node) => {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (declared?.type === 'FunctionDeclaration')
      return [{ name: declared.id?.name ?? '', start: node.start, end: node.end }];
    if (declared?.type !== 'VariableDeclaration') return [];
    return declared.declarations.map(({ id, start, end }) => ({ name: nameOf(id), start, end }));
  });
  /** @type {{ line: number, within: string }[]} */
  const found = [];
  new Visitor({
    Identifier: ({ name: called, start }) => {
      if (!/^show(?:Information|Warning|Error)Message$/.test(called)) return;
      const within = functions.find((f) => f.start <= start && start < f.end)?.name ?? 'the file itself';
      found.push({ line: lineAt(start), within });
    },
  }).visit(program);
  return found;
}

/**
 * Translations that lack a sentence, have one too many, or lose a value, a link or a piece of code of it.
 * @param {string} root
 * @returns {string[]}
 */
export function checkTranslations(root) {
  const translations = filesOfGit(root, ['.']).flatMap((name) => {
    const found = /^(package\.nls|l10n\/bundle\.l10n)\.[\w-]+\.json$/.exec(name);
    return found ? [{ name, of: `${found[1]}.json` }] : [];
  });
  return [
    ...(translations.length === 0 ? ['there is no translation to check'] : []),
    ...translations.flatMap(({ name, of }) =>
      compared(JSON.parse(read(root, of)), JSON.parse(read(root, name))).map((problem) => `${name}: ${problem}`),
    ),
  ];
}

/**
 * @param {Readonly<Record<string, string>>} english
 * @param {Readonly<Record<string, string>>} other
 */
function compared(english, other) {
  return [
    ...Object.keys(english)
      .filter((key) => !Object.hasOwn(other, key))
      .map((key) => `nothing for ${JSON.stringify(key)}`),
    ...Object.entries(other).flatMap(([key, text]) => {
      const source = english[key];
      if (source === undefined) return [`${JSON.stringify(key)} is no sentence any more`];
      const lost = [...kept(source)].filter((part) => !kept(text).has(part));
      const added = [...kept(text)].filter((part) => !kept(source).has(part));
      return [
        ...lost.map((part) => `${JSON.stringify(key)} loses ${part}`),
        ...added.map((part) => `${JSON.stringify(key)} has ${part} of its own`),
      ];
    }),
  ];
}

/**
 * What a translation must keep: places of values, links, code.
 * @param {string} text
 */
function kept(text) {
  const links = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => `the link to ${target}`);
  const pieces = text.match(/`[^`]*`|\$\([\w~-]+\)/g) ?? [];
  return new Set([...placesIn(text), ...links, ...pieces]);
}

/**
 * @param {string} root
 * @param {readonly string[]} folders
 */
function sources(root, folders) {
  return filesOfGit(root, folders).filter((name) => /\.tsx?$/.test(name));
}

/**
 * @param {string} root
 * @param {string} name
 */
function read(root, name) {
  return fs.readFileSync(path.join(root, name), 'utf8');
}

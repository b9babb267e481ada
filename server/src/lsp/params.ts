import { askMethod } from '../../../shared/src/agent';
import { explainFindingMethod, rulePageMethod } from '../../../shared/src/explain';
import { freePortMethod } from '../../../shared/src/portMap';
import { renderedContextsMethod, renderedDocumentMethod, renderedSourceMethod } from '../../../shared/src/rendered';
import { whyMethod } from '../../../shared/src/report';

/** Says what is wrong with a value, as the end of a sentence that begins with its name; `undefined` when nothing is. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');

/** LSP's uinteger is bounded by 2^31 - 1; larger ones are taken, and mean the end of the line or text. */
const uinteger: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number, not below 0';

const integer: Check = (value) => (Number.isInteger(value) ? undefined : 'must be a whole number');

/** An object with at least these members, each as its check wants it. */
function object(members: Readonly<Record<string, Check>>): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
    for (const [name, check] of Object.entries(members)) {
      const problem = check((value as Readonly<Record<string, unknown>>)[name]);
      if (problem !== undefined) return `.${name}${problem.startsWith('.') ? '' : ' '}${problem}`;
    }
    return undefined;
  };
}

function list(of: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return 'must be a list';
    for (const item of value as readonly unknown[]) {
      const problem = of(item);
      if (problem !== undefined)
        return `holds something that ${problem.startsWith('.') ? `is wrong: ${problem}` : problem}`;
    }
    return undefined;
  };
}

/** A member that may be left out or be `null`. */
function optional(check: Check): Check {
  return (value) => (value === undefined || value === null ? undefined : check(value));
}

const position = object({ line: uinteger, character: uinteger });
const range = object({ start: position, end: position });
const identifier = object({ uri: text });
const folders = list(object({ uri: text }));
const anyList = list(() => undefined);

const inDocument = object({ textDocument: identifier });
const atPosition = object({ textDocument: identifier, position });
const inRange = object({ textDocument: identifier, range });
const ofItem = object({ item: object({ uri: text, selectionRange: range }) });

/** The parameters of methods as far as handlers rely on them; what else the protocol asks for is not missed. */
const METHODS: Readonly<Record<string, Check>> = {
  initialize: object({
    processId: optional(integer),
    rootUri: optional(text),
    workspaceFolders: optional(folders),
    capabilities: optional(object({})),
  }),
  'textDocument/didOpen': object({ textDocument: object({ uri: text, version: integer, text }) }),
  'textDocument/didChange': object({
    textDocument: object({ uri: text, version: integer }),
    contentChanges: list(object({ text, range: optional(range) })),
  }),
  'textDocument/didClose': inDocument,
  'textDocument/didSave': inDocument,
  'textDocument/hover': atPosition,
  'textDocument/definition': atPosition,
  'textDocument/implementation': atPosition,
  'textDocument/references': object({ textDocument: identifier, position, context: object({}) }),
  'textDocument/documentHighlight': atPosition,
  'textDocument/completion': atPosition,
  'textDocument/prepareRename': atPosition,
  'textDocument/rename': object({ textDocument: identifier, position, newName: text }),
  'textDocument/prepareCallHierarchy': atPosition,
  'callHierarchy/incomingCalls': ofItem,
  'callHierarchy/outgoingCalls': ofItem,
  'textDocument/codeAction': object({
    textDocument: identifier,
    range,
    context: object({ only: optional(list(text)) }),
  }),
  'textDocument/codeLens': inDocument,
  'textDocument/inlayHint': inRange,
  'textDocument/documentSymbol': inDocument,
  'textDocument/documentLink': inDocument,
  'textDocument/diagnostic': object({ textDocument: identifier, previousResultId: optional(text) }),
  'workspace/diagnostic': object({ previousResultIds: list(object({ uri: text, value: text })) }),
  'workspace/symbol': object({ query: text }),
  'workspace/executeCommand': object({ command: text, arguments: optional(anyList) }),
  'workspace/didChangeWatchedFiles': object({ changes: list(object({ uri: text })) }),
  // Neovim until 0.8 puts something that is no folder where there is none.
  'workspace/didChangeWorkspaceFolders': object({ event: object({ added: anyList, removed: anyList }) }),
  'workspace/didChangeConfiguration': object({}),
  '$/setTrace': object({ value: text }),
  '$/progress': object({}),
  'window/workDoneProgress/cancel': object({}),
  [renderedContextsMethod]: object({ uri: text }),
  [renderedDocumentMethod]: object({ uri: text, context: text }),
  [renderedSourceMethod]: object({ uri: text, context: text, line: uinteger }),
  [freePortMethod]: object({ from: integer }),
  [askMethod]: object({ question: text }),
  [whyMethod]: object({ uri: text }),
  [explainFindingMethod]: object({ uri: text, position, rule: optional(text) }),
  [rulePageMethod]: object({ rule: text }),
};

/** Members that mean the same in every method of the protocol. */
const EVERYWHERE: readonly (readonly [string, Check])[] = [
  ['textDocument', identifier],
  ['position', position],
  ['range', range],
];

/**
 * What is wrong with the parameters of a request or notification, as a sentence; `undefined` when nothing is. Of methods that are
 * not listed, the members are checked that mean the same everywhere, where they are given.
 */
export function problemWith(method: string, params: unknown): string | undefined {
  const check = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  const members = (params ?? {}) as Readonly<Record<string, unknown>>;
  const problem = check
    ? check(params)
    : EVERYWHERE.flatMap(([name, of]) => {
        const found = members[name] === undefined ? undefined : object({ [name]: of })(members);
        return found === undefined ? [] : [found];
      })[0];
  if (problem === undefined) return undefined;
  return `\`params${problem.startsWith('.') ? problem.replace(' ', '` ') : `\` ${problem}`}.`;
}

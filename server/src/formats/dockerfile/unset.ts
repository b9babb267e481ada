import type { DockerfileTree, ProblemFact } from '../../facts';
import type { DockerfileDocument, Instruction } from '../../syntax/dockerfile';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { UnsetPort } from './expose';
import type { Globals } from './scope';
import type { StageImage } from './stages';

/** What the message about a variable without value is made of. */
interface Case {
  readonly document: DockerfileDocument;
  readonly tree: DockerfileTree;
  readonly globals: Globals;
  readonly image: StageImage;
  readonly port: UnsetPort;
}

type Fixes = ProblemFact['fixes'];

/** Why it has no value and what to do, as sentences; `fixes` mend it in the Dockerfile. */
interface Reason {
  readonly because: string;
  readonly advice: string;
  readonly fixes: Fixes;
  readonly related: ProblemFact['related'];
  readonly severity?: 'hint';
}

/** The finding for an EXPOSE whose variable expands to nothing (rule `port-variable-unset`). */
export function unsetProblem(
  document: DockerfileDocument,
  tree: DockerfileTree,
  globals: Globals,
  image: StageImage,
  port: UnsetPort,
): ProblemFact {
  const reason = reasonOf({ document, tree, globals, image, port });
  return {
    kind: 'problem',
    rule: 'port-variable-unset',
    site: port.use.site,
    message: say`${reason.because}, so ${effectOf(port)}. ${reason.advice}`,
    certainty: 'high',
    ...(reason.severity ? { severity: reason.severity } : {}),
    fixes: reason.fixes,
    related: reason.related,
  };
}

function effectOf({ effect, rest, instruction }: UnsetPort): string {
  const line = instruction.line.text.replaceAll(/\s+/g, ' ');
  const shown = line.length > 60 ? say`this word` : `\`${line}\``;
  if (effect === 'dropped')
    return instruction.words.length === 1 ? say`${shown} exposes nothing` : say`this word exposes nothing`;
  return effect === 'fails'
    ? say`\`${rest}\` is what is left, and the build stops there`
    : say`\`${rest}\` is what is left`;
}

function reasonOf(c: Case): Reason {
  const { name } = c.port.use;
  return notDeclaredAgain(c, name) ?? withoutValue(c, name) ?? setLater(c, name) ?? setNowhere(c, name);
}

function notDeclaredAgain(c: Case, name: string): Reason | undefined {
  const global = c.globals.get(name);
  if (!global || c.image.scope.empty.has(name)) return undefined;
  const at = global.kind === 'value' ? global.step.at : global.at;
  return {
    because: say`\`${name}\` is declared before the first FROM, where only FROM lines see it`,
    advice: say`Declare it again in this stage: \`ARG ${name}\`.`,
    fixes: insertBefore(c, `ARG ${name}`, say`Declare \`ARG ${name}\` in this stage`, global.kind === 'value'),
    related: at && global.kind !== 'unknown' ? [{ at, message: say`declared for FROM lines only` }] : [],
  };
}

function withoutValue(c: Case, name: string): Reason | undefined {
  const declared = c.image.scope.empty.get(name);
  // Declared behind the EXPOSE, it is no declaration for it.
  if (!declared || !isBefore(c, declared)) return undefined;
  return {
    because: say`\`ARG ${name}\` has no default and the build passes no value`,
    advice: say`Pass \`${name}\` as a build argument or give it a default.`,
    fixes: [],
    related: [{ at: declared, message: say`declared here without a value` }],
  };
}

function isBefore(c: Case, span: Span): boolean {
  const site = c.port.use.site;
  return span.uri !== site.uri || span.start < site.start;
}

function setLater(c: Case, name: string): Reason | undefined {
  const pairs = c.image.stage.instructions.flatMap((i: Instruction) =>
    i.kind === 'pairs' && i.keyword !== 'LABEL' ? i.pairs.map((pair) => ({ pair, keyword: i.keyword })) : [],
  );
  const later = pairs.find(({ pair }) => pair.name.text === name && !isBefore(c, pair.name.whole));
  if (!later) return undefined;
  return {
    because: say`\`${name}\` is set only further down`,
    advice: say`Move \`${later.keyword} ${name}\` above this line.`,
    fixes: [],
    related: [{ at: later.pair.name.whole, message: say`set here, too late for EXPOSE` }],
  };
}

function setNowhere(c: Case, name: string): Reason {
  const value = c.tree.runtimeEnv?.get(name);
  if (!value) {
    const because = say`No ARG or ENV of this stage sets \`${name}\``;
    return {
      because,
      advice: say`Set it above with \`ENV ${name}=…\` or \`ARG ${name}=…\`, or write the port.`,
      fixes: [],
      related: [],
    };
  }
  const port = value.text;
  const simple = /^\d+(?:-\d+)?(?:\/\w+)?$/.test(port);
  const declaration = simple ? `ARG ${name}=${port}` : `ARG ${name}`;
  return {
    because: say`\`${name}\` is set in an .env file, which builds do not read`,
    advice: say`The image works all the same; to expose the port, add \`${declaration}\` above.`,
    fixes: simple ? insertBefore(c, declaration, say`Add \`${declaration}\``, false) : [],
    related: [{ at: value.whole, message: say`reaches containers, not builds` }],
    severity: 'hint',
  };
}

/** A line before the EXPOSE, with its indentation and line end; none inside another file's text, where lines are not ours. */
function insertBefore({ document, port }: Case, line: string, title: string, safe: boolean): Fixes {
  const { text, segments } = document.text;
  const [only] = segments;
  const { start } = port.instruction;
  if (segments.length !== 1 || !only?.site.copy || only.origin || !/^expose/i.test(text.slice(start, start + 6)))
    return [];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const feed = text.indexOf('\n');
  const eol = feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
  const at = { uri: only.site.uri, start: only.site.start + start, end: only.site.start + start };
  return [{ title, at, newText: `${line}${eol}${text.slice(lineStart, start)}`, safe }];
}

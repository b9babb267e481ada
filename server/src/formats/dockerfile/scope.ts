import type { DockerfileTree, EnvVar, Unknown } from '../../facts';
import { UNSET } from '../../facts';
import type { EscapeCharacter, Pair, PairsInstruction } from '../../syntax/dockerfile';
import type { MappedText, Step } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { Binding, Lookup } from './expand';
import { expand } from './expand';

/** How the Dockerfile is built, as far as variables go. */
export interface BuildOptions {
  readonly escape: EscapeCharacter;
  readonly args: DockerfileTree['request']['args'];
  readonly standalone: boolean;
}

/**
 * The variables at some place of a stage. ENV and ARG are kept apart, since ENV wins whatever the order. Grows while the
 * stage is read; a stage that starts from another one starts with a copy.
 */
export interface Scope {
  readonly env: Map<string, Binding>;
  readonly args: Map<string, Binding>;
  /** ARG without any value, by name: where it is declared. */
  readonly empty: Map<string, Span>;
  /** The image's environment in order of first setting. */
  readonly vars: Map<string, EnvVar>;
  /** Why the base image may have set variables that the file does not show; absent when it certainly has set none. */
  hidden?: Unknown;
}

/** Arguments before the first FROM. */
export type Globals = ReadonlyMap<string, Binding | { readonly kind: 'empty'; readonly at: Span }>;

/** A scope in which nothing is set. */
export function emptyScope(): Scope {
  return { env: new Map(), args: new Map(), empty: new Map(), vars: new Map() };
}

/** A scope that goes its own way from here. */
export function copyScope(scope: Scope): Scope {
  return {
    env: new Map(scope.env),
    args: new Map(scope.args),
    empty: new Map(scope.empty),
    vars: new Map(scope.vars),
    ...(scope.hidden ? { hidden: scope.hidden } : {}),
  };
}

/** Arguments that the builder itself sets: a stage sees them once it has declared them. */
const PLATFORM = /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$|^TARGETSTAGE$|^BUILDKIT_/;
/** Arguments that need no declaration. */
const PREDEFINED = /^(?:https?|ftp|no|all)_proxy$/i;

function builtin(name: string, at?: Span): Binding {
  return { kind: 'unknown', because: say`the builder sets \`${name}\``, ...(at ? { at } : {}) };
}

/** Reads ARG instructions before the first FROM. */
export function readGlobals(instructions: readonly PairsInstruction[], options: BuildOptions): Globals {
  const globals = new Map<string, Binding | { kind: 'empty'; at: Span }>();
  for (const instruction of instructions) {
    for (const pair of instruction.pairs) {
      const name = pair.name.text;
      const made =
        argument(pair, options, globalLookup(globals)) ?? (options.standalone ? givenAtBuild(pair) : undefined);
      globals.set(name, made ?? { kind: 'empty', at: pair.name.whole });
    }
  }
  return globals;
}

/** What FROM lines see: global arguments and those of the builder. */
export function globalLookup(globals: Globals): Lookup {
  return (name) => {
    const known = globals.get(name);
    if (known) return known.kind === 'empty' ? undefined : known;
    return PLATFORM.test(name) || PREDEFINED.test(name) ? builtin(name) : undefined;
  };
}

/** What an instruction of a stage sees. A name that only the base image may have set is unknown, not unset. */
export function stageLookup(scope: Scope, globals: Globals): Lookup {
  return (name) => {
    const known = scope.env.get(name) ?? scope.args.get(name);
    if (known) return known;
    if (PREDEFINED.test(name)) return builtin(name);
    // An argument of this name was meant to reach the stage: that the base sets it too would be a strange accident.
    if (globals.has(name) || scope.empty.has(name)) return undefined;
    return scope.hidden && /^\w*[a-z_]\w*$/i.test(name) ? { kind: 'unknown', ...scope.hidden } : undefined;
  };
}

/** Value of an argument where it is declared; `undefined` when it has none. */
function argument(pair: Pair, options: BuildOptions, lookup: Lookup): Binding | undefined {
  const name = pair.name.text;
  const at = pair.name.whole;
  if (options.args.has(name)) {
    const value = options.args.get(name);
    if (!value) return { kind: 'unknown', because: say`\`${name}\` is passed on from where the build is started`, at };
    if (value.text.includes(UNSET))
      return {
        kind: 'unknown',
        because: say`the value that \`${name}\` is built with is not known here`,
        at: value.whole,
      };
    return { kind: 'value', value, step: { kind: 'build-arg', name, at: value.whole } };
  }
  if (pair.value) return valueOf(pair.value, { kind: 'default', name, at }, options, lookup);
  if (PLATFORM.test(name) || PREDEFINED.test(name)) return builtin(name, at);
  return undefined;
}

function valueOf(raw: MappedText, step: Step, options: BuildOptions, lookup: Lookup): Binding {
  const { text, unknown } = expand(raw, options.escape, lookup);
  if (text) return { kind: 'value', value: text, step };
  return { kind: 'unknown', ...(unknown ?? { because: say`the builder cannot expand it`, at: raw.whole }) };
}

/** ARG in a stage: each one sees those before it. Declared again without a value, it takes the global one. */
export function declareArguments(
  scope: Scope,
  instruction: PairsInstruction,
  globals: Globals,
  options: BuildOptions,
): void {
  for (const pair of instruction.pairs) {
    const name = pair.name.text;
    const made = argument(pair, options, stageLookup(scope, globals)) ?? inherited(pair, globals, options);
    if (made) scope.args.set(name, made);
    else if (!scope.args.has(name)) scope.empty.set(name, pair.name.whole);
  }
}

function inherited(pair: Pair, globals: Globals, options: BuildOptions): Binding | undefined {
  const name = pair.name.text;
  const known = globals.get(name);
  if (known && known.kind !== 'empty') return known;
  return options.standalone ? givenAtBuild(pair) : undefined;
}

function givenAtBuild(pair: Pair): Binding {
  return {
    kind: 'unknown',
    because: say`\`ARG ${pair.name.text}\` has no default, so whoever builds the image gives it`,
    at: pair.name.whole,
  };
}

/** ENV: every value is made from what was set before the instruction. */
export function setEnvironment(
  scope: Scope,
  instruction: PairsInstruction,
  globals: Globals,
  options: BuildOptions,
): void {
  const lookup = stageLookup(scope, globals);
  const made: [string, Binding, EnvVar][] = [];
  for (const pair of instruction.pairs) {
    const name = expand(pair.name, options.escape, lookup).text?.text;
    if (!name || !pair.value) continue;
    const nameSite = pair.name.whole;
    const binding = valueOf(pair.value, { kind: 'variable', name, at: nameSite }, options, lookup);
    const variable: EnvVar = { name, nameSite, source: 'image' };
    if (binding.kind === 'value') made.push([name, binding, { ...variable, value: binding.value }]);
    else made.push([name, binding, { ...variable, open: openOf(binding) }]);
  }
  for (const [name, binding, variable] of made) {
    scope.env.set(name, binding);
    scope.vars.set(name, variable);
  }
}

function openOf({ because, at }: Unknown): Unknown {
  return at ? { because, at } : { because };
}

import type { BuildRequest, DeclaredPort, DockerfileTree, Fact, ImageFact, ProblemFact } from '../../src/facts';
import { located, showPort } from '../../src/facts';
import { dockerfile } from '../../src/formats/dockerfile';
import { mapCopy, mapFile, traceAll } from '../../src/text/mapped';
import type { MappedText } from '../../src/text/mapped';
import { sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';

export const URI = 'file:///w/Dockerfile';
export const COMPOSE = 'file:///w/compose.yaml';

export interface Options {
  /** Asked for by a compose build; standalone when left out. */
  readonly args?: Readonly<Record<string, string | undefined>>;
  readonly target?: string;
  readonly uri?: string;
  /** Variables of .env files. */
  readonly env?: Readonly<Record<string, string>>;
  readonly text?: MappedText;
}

/** Values of build.args stand one behind the other in a compose file. */
function argsOf(values: Options['args']): BuildRequest['args'] {
  let at = 100;
  return new Map(
    Object.entries(values ?? {}).map(([name, value]) => {
      at += 20;
      return [name, value === undefined ? undefined : mapCopy(value, COMPOSE, at)];
    }),
  );
}

export function facts(text: string, options: Options = {}): readonly Fact[] {
  const uri = options.uri ?? URI;
  const target =
    options.target === undefined
      ? {}
      : { target: located(options.target, traceAll(mapCopy(options.target, COMPOSE, 50))) };
  const env = new Map(Object.entries(options.env ?? {}).map(([k, v]) => [k, mapCopy(v, 'file:///w/.env', 5)]));
  const tree: DockerfileTree = {
    kind: 'dockerfile',
    id: 'image:test',
    text: options.text ?? mapFile(sourceFile(uri, text)),
    uri,
    request: { args: argsOf(options.args), ...target },
    standalone: options.args === undefined && options.target === undefined,
    ...(env.size > 0 ? { runtimeEnv: env } : {}),
  };
  return dockerfile.read(tree).facts;
}

export function image(text: string, options: Options = {}): ImageFact {
  const found = facts(text, options).find((f): f is ImageFact => f.kind === 'image');
  if (!found) throw new Error('no image');
  return found;
}

export function problems(text: string, options: Options = {}): readonly ProblemFact[] {
  return facts(text, options).filter((f): f is ProblemFact => f.kind === 'problem');
}

/** `80/tcp`, `8000-8010/udp stage`, `?/tcp` for a port that is not known. */
export function port(p: DeclaredPort): string {
  const value = p.port.open ? '?' : p.port.alternatives.map((a) => showPort(a.value)).join('|');
  return `${value}/${p.protocol}${p.origin === 'own' ? '' : ` ${p.origin}`}`;
}

export const exposes = (text: string, options: Options = {}) => image(text, options).exposes.map(port);

/** `rule "squiggle"`. */
export const found = (text: string, options: Options = {}) =>
  problems(text, options).map((p) => `${p.rule} ${JSON.stringify(slice(text, p.site))}`);

export function slice(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

/** The text after the n-th fix of a problem. */
export function fixed(text: string, problem: ProblemFact, n = 0): string {
  const fix = problem.fixes[n];
  if (!fix) throw new Error('no fix');
  return text.slice(0, fix.at.start) + fix.newText + text.slice(fix.at.end);
}

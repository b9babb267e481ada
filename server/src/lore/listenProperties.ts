import type { Certainty, ListenFact, ListenLevel } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { say } from '../text/say';
import { impliedPort, impliedHost, listenFact, listenFacts } from './listenFact';

/** What is the same for all facts of one text. */
export interface PropertyKind {
  readonly level: ListenLevel;
  readonly certainty: Certainty;
  /** Name of the variable that the words stand in; the word itself names the fact when absent. */
  readonly by?: string;
}

interface Rule {
  /** The text up to the value. */
  readonly pattern: RegExp;
  readonly purpose: ListenFact['purpose'];
  readonly exclusive?: true;
  readonly defaultPort?: number;
  /** Address that is bound when the value names none. */
  readonly host?: string;
}

/** Options that mean the same wherever they stand: in a command, in `JAVA_OPTS`, in `NODE_OPTIONS`. */
const RULES: readonly Rule[] = [
  {
    pattern: /^-D(?:server|quarkus\.http|micronaut\.server|jetty(?:\.http)?|http|ktor\.deployment)\.port=/,
    purpose: 'main',
    exclusive: true,
  },
  {
    pattern: /^-D(?:management\.server|quarkus\.management|com\.sun\.management\.jmxremote(?:\.rmi)?)\.port=/,
    purpose: 'admin',
  },
  { pattern: /^-D(?:spring\.grpc\.server|grpc\.server|quarkus\.grpc\.server)\.port=/, purpose: 'extra' },
  { pattern: /^--spring\.grpc\.server\.port=/, purpose: 'extra' },
  { pattern: /^(?:-agentlib:jdwp=|-Xrunjdwp:)(?=.*\bserver=y\b)(?:.*,)?address=(?=[^,]*\d|.*\$)/, purpose: 'debug' },
  { pattern: /^-javaagent:[^=]*jmx[^=]*=(?=[\d.:$]+:)/, purpose: 'metrics' },
  { pattern: /^--inspect(?:-brk|-wait)?=/, purpose: 'debug', defaultPort: 9229, host: '127.0.0.1' },
  { pattern: /^--inspect-port=/, purpose: 'debug', host: '127.0.0.1' },
  { pattern: /^--entry[pP]oints\.[^.=]+\.address=/, purpose: 'main' },
];

/** Listeners that options name by themselves, whatever the program: JVM properties, debuggers, Traefik's entry points. */
export function propertyListens(words: readonly MappedText[], kind: PropertyKind): readonly ListenFact[] {
  return words.flatMap((word) => {
    if (!word.text.startsWith('-')) return [];
    const rule = RULES.find((r) => r.pattern.test(word.text));
    return rule ? ruleFacts(word, rule, kind) : bareOption(word, kind);
  });
}

function ruleFacts(word: MappedText, rule: Rule, kind: PropertyKind): readonly ListenFact[] {
  const head = rule.pattern.exec(word.text)?.[0] ?? '';
  const { text, protocol } = valueOf(word, head.length, rule);
  const facts = listenFacts(text, {
    by: kind.by ?? head.replace(/[=:]$/, '').replace(/(jdwp).*$/, '$1'),
    level: kind.level,
    certainty: kind.certainty,
    purpose: rule.purpose,
    exclusive: rule.exclusive === true,
    ...(rule.defaultPort === undefined ? {} : { defaultPort: rule.defaultPort }),
    ...(rule.host
      ? { host: impliedHost(rule.host, word, say`it binds ${rule.host} unless it is told otherwise`) }
      : {}),
  });
  return protocol ? facts.map((f) => ({ ...f, protocol })) : facts;
}

/** The value alone: without further options (`,suspend=n`), without what follows a port (`9404:config.yaml`, `:53/udp`). */
function valueOf(
  word: MappedText,
  start: number,
  rule: Rule,
): { readonly text: MappedText; readonly protocol?: 'udp' } {
  const rest = word.text.slice(start);
  const length =
    rule.purpose === 'metrics' ? /^(?:[\d.]+:)?[\d]+(?=:)/.exec(rest)?.[0].length : /^[^,/]*/.exec(rest)?.[0].length;
  const text = sliceMapped(word, start, start + (length ?? rest.length));
  return rest.endsWith('/udp') ? { text, protocol: 'udp' } : { text };
}

function bareOption(word: MappedText, kind: PropertyKind): readonly ListenFact[] {
  const by = kind.by ?? word.text;
  const base = { by, level: kind.level, certainty: kind.certainty, exclusive: false } as const;
  if (/^--inspect(?:-brk|-wait)?$/.test(word.text)) {
    const port = impliedPort(9229, word, say`\`${word.text}\` means port 9229 when none is written`);
    return [
      listenFact(
        port,
        word,
        { ...base, purpose: 'debug' },
        impliedHost('127.0.0.1', word, say`\`${word.text}\` binds 127.0.0.1 unless it is told otherwise`),
      ),
    ];
  }
  if (/^--api\.insecure(?:=true)?$/i.test(word.text)) {
    return [
      listenFact(impliedPort(8080, word, say`\`--api.insecure\` serves the dashboard on 8080`), word, {
        ...base,
        purpose: 'admin',
      }),
    ];
  }
  return [];
}

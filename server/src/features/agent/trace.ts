import { showPort } from '../../facts';
import type { Stop } from '../../model/chart';
import type { Finding } from '../../rules/finding';
import { append } from '../../text/lists';
import type { Span } from '../../text/span';
import { overlaps } from '../../text/span';
import { exposureOf, guardsOf } from '../exposure';
import type { Snapshot } from '../snapshot';
import { isBroken, sourceOf, wayThrough } from '../way';
import { placeName } from './places';
import type { Answer, Asked, Question, Rendered } from './question';
import { PAGED, PAGED_MORE, PAGING, answered, firstOf, pageOf, plain, quoted, sentence } from './question';
import type { InputOf } from './schema';
import { FLAG, TEXT, WHOLE, listOf, recordOf } from './schema';
import { ENVIRONMENT, isRefused } from './scope';
import type { Subject } from './subjects';
import { subjectsOf } from './subjects';

const INPUT = {
  type: 'object',
  properties: {
    service: {
      type: 'string',
      description:
        'Exact name of the service whose port is meant: a Compose service, a workload or a Service of Kubernetes.',
    },
    port: {
      type: 'string',
      description: 'Number or name of the port, such as `8080` or `http`. Default: every port of the service.',
    },
    file: { type: 'string', description: 'Instead of `service`: the file that mentions the port, as answers name it.' },
    line: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000_000,
      description: 'With `file`: the one-based line that mentions the port.',
    },
    column: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000_000,
      description: 'With `line`: the one-based column, where a line mentions several.',
    },
    environment: ENVIRONMENT,
    ...PAGING,
  },
  additionalProperties: false,
} as const;

const STOP = recordOf(
  { layer: TEXT, port: TEXT, protocol: TEXT, owner: TEXT, at: listOf(TEXT), broken: FLAG },
  { name: TEXT, reach: TEXT, because: TEXT },
);
const CLIENT = recordOf({ by: TEXT, at: TEXT });
const FOUND = recordOf({ rule: TEXT, severity: TEXT, message: TEXT, at: TEXT });
const WAY = recordOf(
  {
    environments: listOf(TEXT),
    port: TEXT,
    protocol: TEXT,
    stops: listOf(STOP),
    clients: listOf(CLIENT),
    findings: listOf(FOUND),
  },
  {
    asked: recordOf({ what: TEXT, at: TEXT }, { valueFrom: TEXT, implied: TEXT }),
    instead: listOf(STOP),
    reach: TEXT,
    policies: listOf(TEXT),
    moreStops: WHOLE,
    moreClients: WHOLE,
  },
);

/** Tells the way of a port. */
export const tracePort: Question<typeof INPUT> = {
  name: 'trace_port',
  title: 'Way of a port',
  summary: 'Tells how traffic gets to a port: every stop from the outside to the program that listens, with its place.',
  description:
    'Follows one port from the outside to the program that listens: every stop (edge such as an Ingress, published host port, Service, container port, image EXPOSE, listener) with the file:line:column that declares it, per environment; who connects to it, from where it can be reached, what network policies say, and which findings break it. Ask it before you change a port, to see every place that has to change, or to find out why something cannot be reached. Name the port by `service` (and `port`), or by `file` and `line`.',
  input: INPUT,
  output: recordOf({ ways: listOf(WAY), ...PAGED }, PAGED_MORE),
  answer,
};

function answer({ snapshot }: Asked, input: InputOf<typeof INPUT>): Answer {
  const subjects = subjectsOf(snapshot, input);
  if (isRefused(subjects)) return subjects;
  // What is the same in several environments is told once.
  const same = new Map<string, Subject[]>();
  for (const s of subjects) append(same, JSON.stringify(wayParts(snapshot, s, []).data), s);
  const page = pageOf([...same.values()], input, ([first, ...others]) => {
    const all = [first as Subject, ...others];
    return wayParts(snapshot, all[0] as Subject, [...new Set(all.map((s) => s.environment))].sort());
  });
  return answered({ ways: page.data, ...page.counts }, [`Ways: ${page.told}.`, ...page.lines]);
}

/** Most of each that one way shows. */
const STOPS = 24;
const CLIENTS = 12;
const PLACES = 4;
const POLICIES = 6;
const FINDINGS = 6;

function wayParts(snapshot: Snapshot, subject: Subject, environments: readonly string[]): Rendered {
  const { chart, stops, site } = subject;
  const way = wayThrough(chart, stops);
  const missing = way.stops.length === 0 && site?.instead ? wayThrough(chart, site.instead).stops : [];
  const outward = firstOf([...way.stops].reverse(), STOPS);
  const instead = [...way.instead, ...missing].slice(0, STOPS);
  const clients = firstOf(way.clients, CLIENTS);
  const reach = exposureOf(chart, stops);
  const policies = guardsOf(chart, stops).slice(0, POLICIES).map(sentence);
  const found = findingsOn(snapshot, subject, way.stops).slice(0, FINDINGS);
  const own = stops.flatMap((id) => chart.stops.get(id) ?? [])[0];
  const port = plain(showPort(site?.value.value ?? own?.port ?? { kind: 'name', name: '?' }));
  const protocol = own?.protocol ?? 'tcp';
  const told = outward.shown.map((s) => stopParts(snapshot, s));
  const others = instead.map((s) => stopParts(snapshot, s));
  const used = clients.shown.map((c) => ({ by: sentence(c.label), at: placeName(snapshot, c.span) }));
  const findings = found.map((f) => ({
    rule: f.rule.id,
    severity: f.severity,
    message: sentence(f.message),
    at: placeName(snapshot, f.site),
  }));
  const asked = askedParts(snapshot, subject);
  return {
    data: {
      environments: environments.map(plain),
      port,
      protocol,
      ...(asked ? { asked } : {}),
      stops: told.map((t) => t.data),
      ...(others.length > 0 ? { instead: others.map((t) => t.data) } : {}),
      clients: used,
      ...(reach === undefined ? {} : { reach: sentence(reach) }),
      ...(policies.length > 0 ? { policies } : {}),
      findings,
      ...(outward.left > 0 ? { moreStops: outward.left } : {}),
      ...(clients.left > 0 ? { moreClients: clients.left } : {}),
    },
    lines: [
      `- ${port}/${protocol}${asked ? `, ${asked.what} ${asked.at}` : ''} (${environments.map(quoted).join(', ')})`,
      ...(asked?.valueFrom === undefined ? [] : [`  its value stands at ${asked.valueFrom}`]),
      ...(asked?.implied === undefined ? [] : [`  its value is implied: ${asked.implied}`]),
      ...(told.length > 0 ? ['  from the outside to the listener:'] : []),
      ...told.flatMap((t) => t.lines),
      ...(outward.left > 0 ? [`    and ${outward.left} more`] : []),
      ...(others.length > 0 ? ['  nothing is known to answer there; what listens instead:'] : []),
      ...others.flatMap((t) => t.lines),
      ...(told.length + others.length > 0 ? [] : ['  nothing in the workspace is known to serve this port']),
      ...used.map((u) => `  used by ${u.by} ${u.at}`),
      ...(clients.left > 0 ? [`  and ${clients.left} more who use it`] : []),
      ...(reach === undefined ? [] : [`  reach: ${sentence(reach)}`]),
      ...policies.map((p) => `  policies: ${p}`),
      ...findings.map((f) => `  ${f.severity} ${f.rule} ${f.at}: ${f.message}`),
    ],
  };
}

interface AskedAbout {
  readonly what: string;
  readonly at: string;
  readonly valueFrom?: string;
  readonly implied?: string;
}

function askedParts(snapshot: Snapshot, { site }: Subject): AskedAbout | undefined {
  if (!site) return undefined;
  const from = sourceOf(site.value);
  const implied = site.value.origins.find((o) => o.kind === 'implied');
  return {
    what: sentence(site.label),
    at: placeName(snapshot, site.span),
    ...(from ? { valueFrom: placeName(snapshot, from) } : {}),
    ...(implied?.kind === 'implied' ? { implied: sentence(implied.because) } : {}),
  };
}

function stopParts(snapshot: Snapshot, stop: Stop): Rendered {
  const at = stop.declared.slice(0, PLACES).map((s) => placeName(snapshot, s.span));
  const because = stop.declared.length === 0 && stop.because ? sentence(stop.because) : undefined;
  const broken = isBroken(snapshot, stop);
  const port = plain(showPort(stop.port));
  const owner = sentence(stop.owner);
  const reach = stop.reach === undefined ? '' : ` [${sentence(stop.reach)}]`;
  const name = stop.name === undefined ? '' : ` ${quoted(stop.name)}`;
  return {
    data: {
      layer: stop.layer,
      port,
      protocol: stop.protocol,
      ...(stop.name === undefined ? {} : { name: plain(stop.name) }),
      owner,
      at: [...new Set(at)],
      broken,
      ...(stop.reach === undefined ? {} : { reach: sentence(stop.reach) }),
      ...(because === undefined ? {} : { because }),
    },
    lines: [
      `    ${stop.layer} ${port}${name} of ${owner}${reach}${because === undefined ? '' : ` (${because})`} ${[...new Set(at)].join(' ')}`.trimEnd() +
        (broken ? ' BROKEN' : ''),
    ],
  };
}

/** The findings at the place that was asked about and at what declares the stops, then those that name these as contradicting. */
function findingsOn(snapshot: Snapshot, { site }: Subject, stops: readonly Stop[]): readonly Finding[] {
  const spans = [...(site ? [site.span] : []), ...stops.flatMap((s) => s.declared.map((d) => d.span))];
  const isOn = (at: Span): boolean => spans.some((s) => overlaps(s, at));
  const own = spans.flatMap((at) => snapshot.byUri.get(at.uri) ?? []).filter((f) => isOn(f.site));
  const naming = snapshot.findings.filter((f) => f.severity !== 'hint' && f.related.some((r) => isOn(r.at)));
  return [...new Set([...own, ...naming])];
}

import { showPort } from '../../facts';
import type { ExposedPort } from '../exposures';
import { exposuresOf } from '../exposures';
import type { Snapshot } from '../snapshot';
import { append } from '../../text/lists';
import { placeName } from './places';
import type { Answer, Asked, Question, Rendered } from './question';
import { PAGED, PAGED_MORE, PAGING, answered, pageOf, plain, quoted, sentence } from './question';
import type { InputOf } from './schema';
import { FLAG, TEXT, listOf, recordOf } from './schema';
import { ENVIRONMENT, SERVICE, isRefused, servicesIn } from './scope';

const INPUT = {
  type: 'object',
  properties: {
    all: {
      type: 'boolean',
      description:
        'True: also what only the host itself or the inside of a cluster can reach. Default: only what is open to the outside.',
    },
    environment: ENVIRONMENT,
    service: SERVICE,
    ...PAGING,
  },
  additionalProperties: false,
} as const;

const EXPOSURE = recordOf({
  service: TEXT,
  kind: TEXT,
  environments: listOf(TEXT),
  port: TEXT,
  protocol: TEXT,
  outerPort: TEXT,
  outerOwner: TEXT,
  reach: TEXT,
  public: FLAG,
  through: listOf(TEXT),
  at: listOf(TEXT),
});

/** Lists what can be reached from outside. */
export const listExposedPorts: Question<typeof INPUT> = {
  name: 'list_exposed_ports',
  title: 'Exposed ports',
  summary: 'Lists what can be reached from outside, from where, and through which ports.',
  description:
    'Lists every port that can be reached from outside of its own network: from where (every interface of the host, the loopback interface, nodes of a cluster, a load balancer, an Ingress), through which outer port and which stops in between, and the file:line:column that opens it. Ask it to judge what is exposed, or whether a change exposes something new. With `all`, what only the host or the inside of a cluster can reach is listed too.',
  input: INPUT,
  output: recordOf({ exposures: listOf(EXPOSURE), ...PAGED }, PAGED_MORE),
  answer,
};

function answer({ snapshot }: Asked, input: InputOf<typeof INPUT>): Answer {
  const named = servicesIn(snapshot, input);
  if (isRefused(named)) return named;
  const services = new Set(named);
  const found = exposuresOf(snapshot, input.all).filter((e) => services.has(e.service));
  const page = pageOf(merged(found), input, (same) => exposureParts(snapshot, same));
  const none =
    found.length === 0 ? (input.all ? 'Nothing is known to be open.' : 'Nothing is open to the outside.') : '';
  const head = none || `Ways in${input.all ? '' : ' from the outside'}: ${page.told}.`;
  return answered({ exposures: page.data, ...page.counts }, [head, ...page.lines]);
}

/** Ways that are the same but for their environments, together. */
function merged(all: readonly ExposedPort[]): readonly (readonly ExposedPort[])[] {
  const out = new Map<string, ExposedPort[]>();
  for (const e of all) {
    const { service: s, port: p, way: w } = e;
    const key = [s.name, s.kind, p.port, p.protocol, w.port, w.owner, w.reach, w.isPublic, w.through, w.declared];
    append(out, JSON.stringify(key), e);
  }
  return [...out.values()];
}

const PLACES = 4;

function exposureParts(snapshot: Snapshot, same: readonly ExposedPort[]): Rendered {
  const [{ service, port, way }] = same as readonly [ExposedPort];
  const environments = [...new Set(same.map((e) => e.service.environment))].sort();
  const at = way.declared.slice(0, PLACES).map((d) => placeName(snapshot, d));
  const through = way.through.map(sentence);
  const inner = plain(showPort(port.port));
  const outer = plain(showPort(way.port));
  const owner = sentence(way.owner);
  const reach = sentence(way.reach);
  const chain = [`${outer} of ${owner}`, ...through, `${plain(service.kind)} ${quoted(service.name)} ${inner}`];
  return {
    data: {
      service: plain(service.name),
      kind: plain(service.kind),
      environments: environments.map(plain),
      port: inner,
      protocol: port.protocol,
      outerPort: outer,
      outerOwner: owner,
      reach,
      public: way.isPublic,
      through,
      at,
    },
    lines: [
      `- ${quoted(service.name)} ${inner}/${port.protocol} (${environments.map(quoted).join(', ')}): ${reach}${way.isPublic ? ' [public]' : ''}`,
      `  ${chain.join(' > ')}${at.length > 0 ? ` ${at.join(' ')}` : ''}`,
    ],
  };
}

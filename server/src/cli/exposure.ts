import { showPort } from '../facts';
import type { ExposedPort } from '../features/exposures';
import { exposuresOf } from '../features/exposures';
import type { Snapshot } from '../features/snapshot';
import { visible } from '../text/escape';
import type { Span, Uri } from '../text/span';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { placesOf } from './places';
import { jsonText, placeOf } from './reporters/reporter';
import { analyse } from './run';

/** Flags of `portolan exposure`. */
export interface ExposureOptions {
  readonly format: string;
  readonly all?: boolean;
}

/** Runs `portolan exposure`: what can be reached from outside, through which ports, in which environment. */
export async function exposure(given: readonly string[], options: ExposureOptions, host: CliHost): Promise<number> {
  const places = placesOf(given, undefined, host);
  const { snapshot } = await analyse(host, places, {});
  const listed = exposuresOf(snapshot, options.all);
  process.stdout.write(
    options.format === 'json' ? asJson(listed, snapshot, places.root) : asText(listed, snapshot, places.root),
  );
  return ExitCode.clean;
}

function asText(listed: readonly ExposedPort[], snapshot: Snapshot, root: Uri): string {
  if (listed.length === 0) return 'Nothing is open to the outside.\n';
  const lines: string[] = [];
  let environment: string | undefined;
  for (const e of listed) {
    if (e.service.environment !== environment) {
      environment = e.service.environment;
      if (lines.length > 0) lines.push('');
      lines.push(environment);
    }
    const { way, service, port } = e;
    const chain = [showPort(way.port), ...way.through, `${service.kind} ${service.name} ${showPort(port.port)}`];
    lines.push(`  ${service.name}  ${way.reach}: ${chain.join(' > ')}  ${where(way.declared, snapshot, root)}`);
  }
  return `${lines.map((l) => visible(l.replace(/`/g, '').trimEnd())).join('\n')}\n`;
}

function where(declared: readonly Span[], snapshot: Snapshot, root: Uri): string {
  const [first] = declared;
  if (!first) return '';
  const place = placeOf({ snapshot, root }, first);
  return `(${place.path}:${place.line})`;
}

function asJson(listed: readonly ExposedPort[], snapshot: Snapshot, root: Uri): string {
  return jsonText({
    version: 1,
    exposures: listed.map(({ service, port, way }) => ({
      environment: service.environment,
      context: service.context.name,
      service: service.name,
      kind: service.kind,
      port: showPort(port.port),
      protocol: port.protocol,
      outer: { port: showPort(way.port), layer: way.layer, owner: way.owner },
      reach: way.reach,
      public: way.isPublic,
      through: way.through,
      places: way.declared.map((at) => placeOf({ snapshot, root }, at)),
    })),
  });
}

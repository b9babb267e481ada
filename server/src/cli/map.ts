import { filtered, withNeighbours } from '../../../shared/src/mapFilter';
import { mapDot } from '../../../shared/src/mapDot';
import { mapDocument } from '../../../shared/src/mapJson';
import type { JsonPlace } from '../../../shared/src/mapJson';
import { mapMermaid } from '../../../shared/src/mapMermaid';
import type { Picture } from '../../../shared/src/picture';
import { pictureOf } from '../../../shared/src/picture';
import { NODES, restId } from '../../../shared/src/picture/fold';
import { svgOf } from '../../../shared/src/picture/svg';
import { ENGLISH } from '../../../shared/src/picture/texts';
import type { PortMap } from '../../../shared/src/portMap';
import { mapPlaces } from '../../../shared/src/portMap';
import { portMapOf } from '../features/portMap';
import { visible } from '../text/escape';
import { baseName } from '../text/uri';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { mapPage } from './mapPage';
import { tellPlace } from './mapPageParts';
import { placesOf } from './places';
import { printReport } from './output';
import { jsonText, placeOf } from './reporters/reporter';
import { UsageError, analyse } from './run';

/** Flags of `portolan map`. */
export interface MapOptions {
  readonly format: string;
  readonly outputFile?: string;
  /** Names, ids or sources of environments. */
  readonly environment?: readonly string[];
  /** A part of the names of services. */
  readonly service?: string;
  readonly public?: boolean;
  readonly broken?: boolean;
  /** Names or ids of environments and networks that are drawn whole. */
  readonly expand?: readonly string[];
  readonly maxNodes?: number;
}

/** What a format is written from. */
interface Drawing {
  readonly map: PortMap<JsonPlace>;
  /** Name of the folder. */
  readonly name: string;
  readonly options: MapOptions;
  readonly host: CliHost;
}

/** Formats of the map by name. */
export const MAP_FORMATS: Readonly<Record<string, (drawing: Drawing) => string | Promise<string>>> = {
  svg: async (drawing) => `${svgOf(await drawn(drawing), { isAlone: true, isActive: false, tell: tellPlace })}\n`,
  html: async (drawing) => mapPage(drawing.map, await drawn(drawing), drawing.name),
  mermaid: ({ map }) => mapMermaid(map),
  dot: ({ map }) => mapDot(map),
  json: ({ map }) => jsonText(mapDocument(map)),
};

/** Runs `portolan map`: every service with its ports, who connects to them, and how they can be reached, as a picture or as data. */
export async function map(given: readonly string[], options: MapOptions, host: CliHost): Promise<number> {
  const places = placesOf(given, undefined, host);
  const { snapshot } = await analyse(host, places, {});
  const told = mapPlaces(portMapOf(snapshot), (at) => placeOf({ snapshot, root: places.root }, at));
  const wanted = chosen(told, options);
  const write = MAP_FORMATS[options.format];
  printReport(options, (await write?.({ map: wanted, name: baseName(places.root), options, host })) ?? '');
  return ExitCode.clean;
}

/** What of the map is wanted: by environment, then as the tree of the editor filters. */
function chosen(whole: PortMap<JsonPlace>, options: MapOptions): PortMap<JsonPlace> {
  const filter = {
    publicOnly: options.public === true,
    brokenOnly: options.broken === true,
    service: options.service ?? '',
    environments: (options.environment ?? []).flatMap((name) => environmentsCalled(name, whole)),
  };
  return withNeighbours(whole, filtered(whole, filter), filter);
}

function environmentsCalled(name: string, { environments }: PortMap<JsonPlace>): readonly string[] {
  const found = environments.filter((e) => e.name === name || e.source === name || e.id === name).map((e) => e.id);
  if (found.length > 0) return found;
  const all = [...new Set(environments.flatMap((e) => [e.name, e.source]))];
  const there = all.length === 0 ? 'there is none' : `there are ${all.slice(0, 20).map(visible).join(', ')}`;
  throw new UsageError(`there is no environment ${visible(name)}; ${there}.`);
}

async function drawn({ map: wanted, options, host }: Drawing): Promise<Picture<JsonPlace>> {
  const names = new Set(options.expand);
  const opened = wanted.environments.flatMap((e) => [
    ...([e.name, e.source, e.id].some((n) => names.has(n)) ? [e.id, restId(e), ...e.networks.map((n) => n.id)] : []),
    ...e.networks.flatMap((n) => (names.has(n.name) || names.has(n.id) ? [n.id] : [])),
  ]);
  const layouter = await host.layouter();
  const { maxNodes = NODES } = options;
  const choice = { opened: new Set(opened), closed: new Set<string>(), limit: maxNodes };
  return pictureOf(wanted, layouter, { texts: ENGLISH, cache: new Map(), ...choice });
}

import { pictureOf, type Picture } from '../../../shared/src/picture';
import type { Layouter } from '../../../shared/src/picture/elk';
import { restId } from '../../../shared/src/picture/fold';
import type { PictureTexts } from '../../../shared/src/picture/texts';
import type { MapEnvironment, MapPlace, MapService } from '../../../shared/src/portMap';
import type { MapMessage } from '../map/messages';

/** elkjs, a script of its own beside this one. */
declare const ELK: new () => Layouter;

/** A picture of a map, and what it cost. */
export interface Painted {
  readonly message: MapMessage;
  readonly picture: Picture<MapPlace>;
  /** When the map was there, by the clock of the page. */
  readonly since: number;
  /** Environments that had to be laid out anew. */
  readonly layouts: number;
}

/** Makes pictures of maps. */
export interface Painter {
  /** One after the other; of those that come meanwhile only the last is painted. */
  readonly paint: (message: MapMessage) => void;
  /** Folds what is unfolded and the other way around, and paints anew. */
  readonly toggleFold: (id: string, isFolded: boolean) => void;
  /** Unfolds what something is folded in, by its id, and paints anew; false when the map does not have it. */
  readonly unfold: (id: string) => boolean;
  readonly folds: () => { readonly opened: readonly string[]; readonly closed: readonly string[] };
}

/** What the painter tells. */
export interface PainterEvents {
  readonly painted: (painted: Painted) => void;
  readonly failed: (reason: string) => void;
  /** The form of the room that the picture has, width by height; asked once, so that nothing moves later. */
  readonly ratio: () => number;
}

/** Makes the painter. Layouts are kept by structure: a number that changes moves nothing. */
export function createPainter(
  texts: PictureTexts,
  known: { readonly opened: readonly string[]; readonly closed: readonly string[] },
  { painted, failed, ratio: formOf }: PainterEvents,
): Painter {
  const layouter = new ELK();
  const cache: Parameters<typeof pictureOf>[2]['cache'] = new Map();
  const opened = new Set(known.opened);
  const closed = new Set(known.closed);
  let last: { readonly message: MapMessage; readonly since: number } | undefined;
  let busy = false;
  let ratio: number | undefined;

  const paintOne = async ({
    message,
    since,
  }: {
    readonly message: MapMessage;
    readonly since: number;
  }): Promise<void> => {
    const before = cache.size;
    ratio ??= formOf();
    try {
      const picture = await pictureOf(message.map, layouter, { texts, cache, opened, closed, ratio });
      painted({ message, picture, since, layouts: cache.size - before });
    } catch (error) {
      failed(String(error));
    }
  };
  const paint = async (message: MapMessage): Promise<void> => {
    last = { message, since: performance.now() };
    if (busy) return;
    busy = true;
    for (let done; last !== done;) {
      done = last;
      await paintOne(done);
    }
    busy = false;
  };
  return {
    paint: (message) => void paint(message),
    toggleFold(id, isFolded) {
      (isFolded ? closed : opened).delete(id);
      (isFolded ? opened : closed).add(id);
      if (last) void paint(last.message);
    },
    unfold(id) {
      const around = last?.message.map.environments.find((environment) => holds(environment, id));
      if (!last || !around || id === around.id) return false;
      for (const folded of [around.id, restId(around), ...around.networks.map((n) => n.id)]) {
        closed.delete(folded);
        opened.add(folded);
      }
      void paint(last.message);
      return true;
    },
    folds: () => ({ opened: [...opened], closed: [...closed] }),
  };
}

/** Whether an environment has something of that id. */
function holds({ services, connections }: MapEnvironment<unknown>, id: string): boolean {
  const isService = (service: MapService<unknown>): boolean =>
    service.id === id || service.ports.some((p) => p.id === id);
  return services.some(isService) || connections.some((connection) => connection.id === id);
}

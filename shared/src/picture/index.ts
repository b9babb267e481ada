import type { PortMap } from '../portMap';
import { sceneOf } from './scenes';
import type { Layouter } from './elk';
import type { FoldChoice } from './fold';
import { foldOf } from './fold';
import type { LayoutCache, PlacedScene } from './layout';
import { placeScene } from './layout';
import { pack } from './pack';
import type { PictureTexts } from './texts';

/** A map of ports in which everything has a place: what is written out as SVG. */
export interface Picture<Place> {
  readonly width: number;
  readonly height: number;
  readonly scenes: readonly PlacedScene[];
  /** Every place that the picture names, by index. */
  readonly places: readonly Place[];
  /** How many nodes are drawn, those from which ways begin left out. */
  readonly nodes: number;
  readonly texts: PictureTexts;
}

/** How a picture is made. */
export interface PictureOptions extends FoldChoice {
  readonly texts: PictureTexts;
  /** Kept between pictures, so that what did not change in structure is not laid out again. */
  readonly cache: LayoutCache;
  /** The form in which environments are put together, width by height; a screen's when it is not given. */
  readonly ratio?: number;
}

const GAP = 40;

/** Draws a map: folds what is too much, lays out each environment, and puts them side by side. */
export async function pictureOf<Place>(
  map: PortMap<Place>,
  layouter: Layouter,
  options: PictureOptions,
): Promise<Picture<Place>> {
  const places: Place[] = [];
  const making = { fold: foldOf(map, options), texts: options.texts, places };
  const scenes = map.environments.map((e) => sceneOf(e, making));
  const placed: PlacedScene[] = [];
  for (const scene of scenes) placed.push(await placeScene(scene, layouter, options.cache));
  const packing = pack(placed, GAP, options.ratio === undefined ? {} : { ratio: options.ratio });
  return {
    width: packing.width,
    height: packing.height,
    scenes: placed.map((s, i) => ({ ...s, x: packing.at[i]?.x ?? 0, y: packing.at[i]?.y ?? 0 })),
    places,
    nodes: scenes.reduce((sum, s) => sum + s.nodes.filter((n) => n.kind === 'service' || n.kind === 'fold').length, 0),
    texts: options.texts,
  };
}

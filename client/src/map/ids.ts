/** Ids that package.json contributes, or that it tests in its conditions. */

/** The tree view. */
export const TREE_VIEW = 'portolan.portMap';

/** The type of the picture's panel. */
export const PANEL_TYPE = 'portolan.map';

/** Commands of the port map. */
export const MapCommand = {
  /** Opens the picture. */
  show: 'portolan.showMap',
  /** Asks for a port and tells the next one that no file binds. */
  freePort: 'portolan.nextFreePort',
  /** Rows of the tree: to the source, into the clipboard, into the picture. */
  goToSource: 'portolan.map.goToSource',
  copyPort: 'portolan.map.copyPort',
  copyWay: 'portolan.map.copyWay',
  showInPicture: 'portolan.map.showInPicture',
  /** Pairs: the second takes back what the first does. */
  onlyPublic: 'portolan.map.onlyPublic',
  notOnlyPublic: 'portolan.map.notOnlyPublic',
  onlyBroken: 'portolan.map.onlyBroken',
  notOnlyBroken: 'portolan.map.notOnlyBroken',
  follow: 'portolan.map.follow',
  unfollow: 'portolan.map.unfollow',
  filterServices: 'portolan.map.filterServices',
  filterEnvironments: 'portolan.map.filterEnvironments',
  clearFilters: 'portolan.map.clearFilters',
  /** Saves the picture as a file. */
  save: 'portolan.map.save',
} as const;

/** Keys of `when` clauses. */
export const MapContext = {
  /** `loading`, `shown`, `empty` (there is no port), `filtered` (nothing passes the filter) or `stopped` (no server). */
  state: 'portolan.map.state',
  publicOnly: 'portolan.map.publicOnly',
  brokenOnly: 'portolan.map.brokenOnly',
  filtered: 'portolan.map.filtered',
  follows: 'portolan.map.follows',
  pictureOpen: 'portolan.map.open',
} as const;

/* The filter is shared with the command line. */
export { EVERYTHING, filtered, isFiltering, readFilter, withNeighbours } from '../../../shared/src/mapFilter';
export type { MapFilter } from '../../../shared/src/mapFilter';

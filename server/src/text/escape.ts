/** Kept in `shared`, since client and picture show texts of files as well. */
export { shortVisible, visible } from '../../../shared/src/visible';

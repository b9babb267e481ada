/** Stands for unknown characters inside a line. */
export const VALUE_MARK = '\uFDD0';
/** Stands, twice, for unknown lines; `#` and once in finished text. */
export const BLOCK_MARK = '\uFDD1';

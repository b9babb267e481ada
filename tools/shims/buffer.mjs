// dockerfile-ast asks Node's Buffer for the bytes of a text; a web worker has none. This is all of it that the library uses.
export const Buffer = { from: (/** @type {string} */ text) => new TextEncoder().encode(text) };

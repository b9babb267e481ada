/*
 * What client and server say to each other about rendered charts. As all of `shared`, it imports nothing; a client that does
 * not show rendered manifests never asks.
 */

/**
 * Request, client → server: the contexts in which a file of a chart is rendered, or gives values. Parameters
 * {@link RenderedFile}, result {@link RenderedContext}s; none for files of no chart.
 */
export const renderedContextsMethod = 'portolan/rendered/contexts';

/** Names a file. */
export interface RenderedFile {
  readonly uri: string;
}

/** A context whose rendering can be shown. */
export interface RenderedContext {
  readonly context: string;
  /** As people call it: the environment and the chart. */
  readonly label: string;
}

/**
 * Request, client → server: what a context renders, of the template alone when the file is one. Parameters
 * {@link RenderedSubject}, result {@link RenderedDocument} or null when there is nothing of the kind any more.
 */
export const renderedDocumentMethod = 'portolan/rendered/document';

/** A file in a context. */
export interface RenderedSubject extends RenderedFile {
  readonly context: string;
}

/** A rendered manifest to read. */
export interface RenderedDocument {
  /** With the environment: `service.yaml (prod)`. */
  readonly title: string;
  readonly text: string;
}

/**
 * Request, client → server: where a line of a rendered manifest comes from. Parameters {@link RenderedLine}, result a
 * `Location` of the protocol or null.
 */
export const renderedSourceMethod = 'portolan/rendered/source';

/** A line of a rendered manifest, zero-based. */
export interface RenderedLine extends RenderedSubject {
  readonly line: number;
}

import type { ImageKind, KnownPort } from './imageTable';

/** What is known about a public image from its reference alone. */
export interface KnownImage {
  /** Normalised repository of the row: `postgres`, `minio/minio`, `mcr.microsoft.com/dotnet/aspnet`. */
  readonly repository: string;
  readonly kind: ImageKind;
  /** What its program listens on by default, primary first. Empty for language bases and for images without a default. */
  readonly ports: readonly KnownPort[];
  /** What its metadata exposes (EXPOSE): proxies and `-P` read this. Equal to `ports` unless the row says otherwise. */
  readonly exposes: readonly KnownPort[];
  /** Whether `ports` are all that it listens on by default, so that any other port is a contradiction. */
  readonly complete: boolean;
  /** Whether the row was seen in the image's own Dockerfile (`V`); otherwise it is known from documentation (`K`). */
  readonly verified: boolean;
  /** Variables that move or add a port; a trailing `*` stands for any rest. Set in a unit, the row is not complete for it. */
  readonly envKnobs: readonly string[];
  /** Flags that move or add a port, as they begin: `--port`, `-p`, `--entrypoints.`. */
  readonly flagKnobs: readonly string[];
  /** Container paths of the configuration that can move the port; a mount at, above or below one opens the row. */
  readonly configPaths: readonly string[];
  /** Kafka, etcd and their like: listeners are the deployment's choice, so an unlisted port is no contradiction. */
  readonly multiListener: boolean;
  /** Whether the program reads `PORT`. False for nearly all rows; undefined for language bases, where the program decides. */
  readonly readsPort?: boolean;
}

/** An image reference in its parts. */
export interface ImageRef {
  /** `ghcr.io`, `localhost:5000`; absent when not written and for Docker Hub under any of its names. */
  readonly registry?: string;
  /** Lower-case path without `library/`: `postgres`, `bitnami/kafka`. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
  /** A variable stands in the tag, or (registry) a leading `${REG}/` was taken off. The path itself is never open. */
  readonly openTag: boolean;
  readonly openRegistry: boolean;
}

/** Takes a reference apart; `undefined` when it is empty, not a reference, or a variable stands in its name. */
export function parseImageRef(_ref: string): ImageRef | undefined {
  return undefined;
}

/** The row for an image reference (`postgres:16`, `${REG}/library/redis@sha256:…`); `undefined` when unknown. */
export function knownImage(_ref: string): KnownImage | undefined {
  return undefined;
}

/**
 * The repository of a reference for linking units with builds: lower-case registry and path without tag and digest,
 * `docker.io` and `library/` left out. `undefined` when the name is not known.
 */
export function imageRepository(_ref: string): string | undefined {
  return undefined;
}

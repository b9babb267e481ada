import type { Connection } from 'vscode-languageserver';
import { listMethod, readFileMethod } from '../../../shared/src/protocol';
import type { ListParams, ListResult, ReadFileParams, ReadFileResult } from '../../../shared/src/protocol';
import { say } from '../text/say';
import type { Uri } from '../text/span';
import { isBelow } from '../text/uri';
import type { DirectoryEntry, FileSystem, Listing, ReadResult } from '../workspace/files';

/** Entries of one folder that are asked for; more are as good as none to whoever reads the findings. */
const MAX_ENTRIES = 50_000;

/**
 * Files as the server gets at them: `file:` from the machine when there is one, everything else through the client.
 * Without either, nothing is there.
 */
export function clientFileSystem(connection: Connection, answers: boolean, own: FileSystem | undefined): FileSystem {
  const remote = answers ? throughClient(connection) : nothing;
  const of = (uri: Uri) => (own && uri.startsWith('file:') ? own : remote);
  return {
    list: (directory) => of(directory).list(directory),
    read: (uri, roots, limit) => of(uri).read(uri, roots, limit),
    follow: (link, roots) => of(link).follow(link, roots),
  };
}

const nothing: FileSystem = {
  list: () => ({ kind: 'absent' }),
  read: () => ({ kind: 'absent' }),
  follow: (link) => ({ kind: 'other', real: link }),
};

function throughClient(connection: Connection): FileSystem {
  return {
    async list(directory): Promise<Listing> {
      const params: ListParams = { uri: directory, maxEntries: MAX_ENTRIES };
      const result = await ask<ListResult>(connection, listMethod, params);
      if (!result) return { kind: 'skipped', because: say`the editor did not answer` };
      if (!result.found) return { kind: 'absent' };
      const entries = result.entries.map((e): DirectoryEntry => ({ name: e.name, kind: e.kind }));
      const cut = result.truncated ? { cut: `it holds more than ${MAX_ENTRIES} entries; the rest is left out` } : {};
      return { kind: 'directory', entries, ...cut };
    },
    async read(uri, roots, limit): Promise<ReadResult> {
      if (!roots.some((r) => isBelow(r, uri))) return { kind: 'skipped', because: say`it lies outside the workspace` };
      const params: ReadFileParams = { uri, maxBytes: limit };
      const result = await ask<ReadFileResult>(connection, readFileMethod, params);
      return result ? readResult(result, limit) : { kind: 'skipped', because: say`the editor did not answer` };
    },
    // The editor's file systems do not tell where a link leads.
    follow: (link) => ({ kind: 'other', real: link }),
  };
}

async function ask<T>(connection: Connection, method: string, params: unknown): Promise<T | undefined> {
  try {
    return await connection.sendRequest<T>(method, params);
  } catch {
    // The client is going away, or is older than the server.
    return undefined;
  }
}

function readResult(result: ReadFileResult, limit: number): ReadResult {
  switch (result.kind) {
    case 'file':
      return { kind: 'file', bytes: fromBase64(result.base64) };
    case 'absent':
      return { kind: 'absent' };
    case 'notRegular':
      return { kind: 'skipped', because: say`it is not a regular file` };
    case 'tooLarge':
      return {
        kind: 'skipped',
        because: say`it has ${result.size} bytes, more than the limit of ${limit} (portolan.maxFileSize)`,
      };
    case 'unreadable':
      return { kind: 'skipped', because: say`it cannot be read (${result.message})` };
  }
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

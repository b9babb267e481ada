import * as vscode from 'vscode';

const { Directory, File } = vscode.FileType;

/**
 * Files in memory, by their paths; folders are what leads to them. Changes are kept as long as the window, and then the
 * files are again what `load` gives. Nothing is loaded before somebody asks for a file.
 */
export function memoryFiles(load: () => Thenable<ReadonlyMap<string, Uint8Array>>): vscode.FileSystemProvider {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let loaded: Promise<Map<string, Stored>> | undefined;
  const files = (): Promise<Map<string, Stored>> => (loaded ??= Promise.resolve(load()).then(stored));
  const tell = (type: vscode.FileChangeType, uri: vscode.Uri): void => changed.fire([{ type, uri }]);

  return {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined), // all changes are made here, and told
    async stat(uri) {
      const all = await files();
      const found = all.get(uri.path);
      if (found) return { type: File, ctime: 0, mtime: found.mtime, size: found.bytes.length };
      if (namesIn(all, uri.path).size === 0) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: Directory, ctime: 0, mtime: 0, size: 0 };
    },
    async readDirectory(uri) {
      return [...namesIn(await files(), uri.path)];
    },
    async readFile(uri) {
      const found = (await files()).get(uri.path);
      if (!found) throw vscode.FileSystemError.FileNotFound(uri);
      return found.bytes;
    },
    async writeFile(uri, bytes, { create, overwrite }) {
      const all = await files();
      const isThere = all.has(uri.path);
      if (!isThere && !create) throw vscode.FileSystemError.FileNotFound(uri);
      if (isThere && !overwrite) throw vscode.FileSystemError.FileExists(uri);
      all.set(uri.path, { bytes, mtime: Date.now() });
      tell(isThere ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created, uri);
    },
    // A folder is there when a file is.
    createDirectory: () => undefined,
    async delete(uri) {
      const all = await files();
      for (const path of below(all, uri.path)) all.delete(path);
      tell(vscode.FileChangeType.Deleted, uri);
    },
    async rename(from, to) {
      const all = await files();
      for (const path of below(all, from.path)) {
        const moved = all.get(path);
        all.delete(path);
        if (moved) all.set(to.path + path.slice(from.path.length), moved);
      }
      tell(vscode.FileChangeType.Deleted, from);
      tell(vscode.FileChangeType.Created, to);
    },
  };
}

interface Stored {
  readonly bytes: Uint8Array;
  readonly mtime: number;
}

function stored(files: ReadonlyMap<string, Uint8Array>): Map<string, Stored> {
  return new Map([...files].map(([path, bytes]) => [path, { bytes, mtime: 0 }]));
}

/** The path itself and what lies below it. */
function below(files: ReadonlyMap<string, Stored>, path: string): string[] {
  return [...files.keys()].filter((name) => name === path || name.startsWith(`${path}/`));
}

function namesIn(files: ReadonlyMap<string, Stored>, folder: string): Map<string, vscode.FileType> {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const names = new Map<string, vscode.FileType>();
  for (const path of files.keys()) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...rest] = path.slice(prefix.length).split('/');
    names.set(name, rest.length > 0 ? Directory : File);
  }
  return names;
}

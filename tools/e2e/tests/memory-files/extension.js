// Runs in the web worker extension host: `memory:/harbour` holds the files that files.json beside this script names.
'use strict';
const vscode = require('vscode');
const { FileType, FileChangeType, FileSystemError } = vscode;

/** A node is a directory (children) or a file (data). */
const directory = () => ({ type: FileType.Directory, ctime: 0, mtime: 0, size: 0, children: new Map() });
const file = (data) => ({ type: FileType.File, ctime: 0, mtime: Date.now(), size: data.length, data });

exports.activate = async (context) => {
  const root = directory();
  const segments = (uri) => uri.path.split('/').filter((segment) => segment !== '');
  const lookup = (parts) => parts.reduce((node, part) => node?.children?.get(part), root);
  const get = (uri) => {
    const node = lookup(segments(uri));
    if (!node) throw FileSystemError.FileNotFound(uri);
    return node;
  };
  const parentOf = (uri) => {
    const parts = segments(uri);
    const name = parts.pop();
    const parent = lookup(parts);
    if (!parent?.children) throw FileSystemError.FileNotFound(uri);
    return { siblings: parent.children, name };
  };
  const changes = new vscode.EventEmitter();
  const tell = (type, uri) => changes.fire([{ type, uri }]);

  const contents = await (await fetch(vscode.Uri.joinPath(context.extensionUri, 'files.json').toString(true))).json();
  for (const [path, base64] of Object.entries(contents)) {
    const parts = path.split('/').filter((part) => part !== '');
    const name = parts.pop();
    let folder = root;
    for (const part of parts) {
      if (!folder.children.has(part)) folder.children.set(part, directory());
      folder = folder.children.get(part);
    }
    folder.children.set(name, file(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))));
  }

  const provider = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: (uri) => {
      const { type, ctime, mtime, size } = get(uri);
      return { type, ctime, mtime, size };
    },
    readDirectory: (uri) => {
      const { children } = get(uri);
      if (!children) throw FileSystemError.FileNotADirectory(uri);
      return [...children].map(([name, node]) => [name, node.type]);
    },
    readFile: (uri) => {
      const { data } = get(uri);
      if (!data) throw FileSystemError.FileIsADirectory(uri);
      return data;
    },
    createDirectory: (uri) => {
      const { siblings, name } = parentOf(uri);
      if (!siblings.has(name)) siblings.set(name, directory());
      tell(FileChangeType.Created, uri);
    },
    writeFile: (uri, data, { create, overwrite }) => {
      const { siblings, name } = parentOf(uri);
      const before = siblings.get(name);
      if (!before && !create) throw FileSystemError.FileNotFound(uri);
      if (before && create && !overwrite) throw FileSystemError.FileExists(uri);
      siblings.set(name, file(data));
      tell(before ? FileChangeType.Changed : FileChangeType.Created, uri);
    },
    delete: (uri) => {
      const { siblings, name } = parentOf(uri);
      if (!siblings.delete(name)) throw FileSystemError.FileNotFound(uri);
      tell(FileChangeType.Deleted, uri);
    },
    rename: (from, to) => {
      const node = get(from);
      const old = parentOf(from);
      const fresh = parentOf(to);
      fresh.siblings.set(fresh.name, node);
      old.siblings.delete(old.name);
      tell(FileChangeType.Deleted, from);
      tell(FileChangeType.Created, to);
    },
  };
  const search = {
    provideFileSearchResults: (_query, { folder }) => {
      const below = (uri) =>
        [...(get(uri).children ?? [])].flatMap(([name, node]) => {
          const child = vscode.Uri.joinPath(uri, name);
          return node.children ? below(child) : [child];
        });
      return below(folder);
    },
  };
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('memory', provider, { isCaseSensitive: true }),
    vscode.workspace.registerFileSearchProvider('memory', search),
  );
};

/** What a file is for, by its path: lowers or raises the severity of findings about exposure. */
export type FileRole = 'dev' | 'test' | 'example' | 'prod' | 'neutral';

/** The role of a file; `path` is relative to the workspace root with `/` between segments. The nearest segment wins. */
export function fileRole(path: string): FileRole {
  void path;
  return 'neutral';
}

/**
 * The folder (relative, without trailing slash) that makes a file a fixture: `testdata`, `fixtures` … `undefined` when it is
 * none. The root itself never counts, whatever its name; neither does the file's own name.
 */
export function fixtureFolder(path: string): string | undefined {
  void path;
  return undefined;
}

/** The environment that a name or path segment stands for (`local`, `dev`, `staging`, `prod` …), spelled one way. */
export function environmentOf(segment: string): string | undefined {
  void segment;
  return undefined;
}

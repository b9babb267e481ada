import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Reader } from '../../server/src/stacks/stack';
import { sourceFile } from '../../server/src/text/source';
import type { SourceFile } from '../../server/src/text/source';

/** Sees the files of the disk as a stack sees those of a workspace. */
export function diskReader(): Reader {
  const files = new Map<string, SourceFile | 'absent'>();
  const read = (uri: string): SourceFile | 'absent' => {
    try {
      return sourceFile(uri, fs.readFileSync(fileURLToPath(uri), 'utf8'));
    } catch {
      return 'absent';
    }
  };
  return {
    file(uri) {
      const known = files.get(uri) ?? read(uri);
      files.set(uri, known);
      return known;
    },
    list(directory) {
      try {
        const entries = fs.readdirSync(fileURLToPath(directory), { withFileTypes: true });
        return entries.map((e) => (e.isDirectory() ? `${e.name}/` : e.name)).sort();
      } catch {
        return [];
      }
    },
  };
}

/** The folders of charts below a folder, sorted; charts inside of charts are not among them. */
export function chartFolders(folder: string): readonly string[] {
  const out: string[] = [];
  const visit = (at: string, inside: boolean): void => {
    const entries = fs.readdirSync(at, { withFileTypes: true });
    const isChart = entries.some((e) => e.name === 'Chart.yaml' && e.isFile());
    if (isChart && !inside) out.push(at);
    for (const e of entries) {
      if (!e.isDirectory() || e.name === '.git' || e.name === 'node_modules') continue;
      visit(path.join(at, e.name), isChart && e.name === 'charts');
    }
  };
  visit(folder, false);
  return out.sort();
}

/** The URI of a folder. */
export function uriOf(folder: string): string {
  return pathToFileURL(path.resolve(folder)).href;
}

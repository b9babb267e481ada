import fs from 'node:fs';
import path from 'node:path';
import { visible } from '../text/escape';
import { isBelow } from '../text/uri';
import type { CliHost } from './host';
import type { Places } from './run';
import { UsageError } from './run';

/**
 * What the arguments of `check` mean: the root is `chosen`, else the folder that is the only path, else the working
 * directory; all other paths must lie below it. A link counts as the place that it leads to, since that is what is
 * analysed.
 */
export function placesOf(given: readonly string[], chosen: string | undefined, host: CliHost): Places {
  for (const p of chosen === undefined ? given : [chosen, ...given]) {
    if (!fs.existsSync(p)) throw new UsageError(`there is no ${visible(p)}.`);
  }
  const only = given.length === 1 ? given[0] : undefined;
  const folder = chosen ?? (only !== undefined && fs.statSync(only).isDirectory() ? only : '.');
  if (!fs.statSync(folder).isDirectory()) throw new UsageError(`${visible(folder)} is not a folder.`);
  const root = host.uriOf(path.resolve(folder));
  const realRoot = host.uriOf(fs.realpathSync(folder));
  const paths = given.map((p) => {
    const real = host.uriOf(fs.realpathSync(p));
    if (!isBelow(realRoot, real)) {
      throw new UsageError(`${visible(p)} is not below ${visible(path.resolve(folder))}; name its folder with --root.`);
    }
    return root + real.slice(realRoot.length);
  });
  return { root, paths: paths.includes(root) ? [] : paths };
}

/** The place of a file whose text comes from standard input; it need not be there. Its root is `chosen`, or the working directory. */
export function placeOfStdin(name: string, chosen: string | undefined, host: CliHost): Places {
  const { root } = placesOf([], chosen, host);
  const file = host.uriOf(path.resolve(name));
  const real = host.uriOf(path.join(realFolder(path.dirname(path.resolve(name))), path.basename(name)));
  for (const uri of [file, real]) if (isBelow(root, uri) && uri !== root) return { root, paths: [uri] };
  throw new UsageError(
    `${visible(name)} is not below ${visible(path.resolve(chosen ?? '.'))}; name its folder with --root.`,
  );
}

function realFolder(at: string): string {
  return fs.existsSync(at) ? fs.realpathSync(at) : at;
}

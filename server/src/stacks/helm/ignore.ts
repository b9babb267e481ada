/**
 * Whether a path below a chart is left out of it by `.helmignore` (the rules of Helm's `ignore` package: globs without
 * `**`, a trailing `/` for folders only, a leading or inner `/` for paths from the chart's folder, `!` for exceptions of
 * the lines above).
 */
export interface HelmIgnore {
  (path: string): boolean;
}

interface IgnoreRule {
  readonly negate: boolean;
  readonly foldersOnly: boolean;
  readonly whole: boolean;
  readonly glob: RegExp;
}

/** Reads `.helmignore`; no text leaves nothing out but `templates/.?*`, as Helm does. */
export function helmIgnore(text: string): HelmIgnore {
  const rules = text.split(/\r?\n/).flatMap(ruleOf);
  const ignored = (path: string, folder: boolean): boolean => {
    let out = false;
    for (const rule of rules) {
      if (rule.foldersOnly && !folder) continue;
      const subject = rule.whole ? path : path.slice(path.lastIndexOf('/') + 1);
      if (rule.glob.test(subject)) out = !rule.negate;
    }
    return out;
  };
  return (path) => {
    // A folder that is left out takes with it all that is in it.
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      if (ignored(path.slice(0, slash), true)) return true;
    return ignored(path, false) || /^templates\/\..+$/.test(path);
  };
}

function ruleOf(line: string): readonly IgnoreRule[] {
  let text = line.trim();
  if (text === '' || text.startsWith('#') || text.includes('**')) return [];
  const negate = text.startsWith('!');
  if (negate) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const whole = text.includes('/');
  return [{ negate, foldersOnly, whole, glob: globOf(text.replace(/^\/+/, '')) }];
}

/** A glob as Go's `filepath.Match` reads it, over one path: `*` and `?` do not cross a `/`. */
function globOf(glob: string): RegExp {
  let out = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob.charAt(i);
    if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const close = glob.indexOf(']', i + 2);
      if (close < 0) return /(?!)/;
      const set = glob.slice(i + 1, close).replace(/[\\\]]/g, '\\$&');
      out += `[${set}]`;
      i = close;
    } else out += c.replace(/[.+^${}()|\\]/g, '\\$&');
  }
  try {
    return new RegExp(`^${out}$`);
  } catch {
    return /(?!)/;
  }
}

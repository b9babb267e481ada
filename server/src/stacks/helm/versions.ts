/**
 * Whether a version satisfies a range as charts write it (`2.x.x`, `^1.2`, `~0.5.1`, `>=1.0.0-0`, `*`). Told by the parts
 * that are compatible by convention: the major number, below 1 the minor too. No range fits everything; what is written
 * in another way fits nothing.
 */
export function versionFits(range: string | undefined, version: string): boolean {
  const wanted = /^\s*(>=|\^|~|=|v)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?/.exec(range ?? '*');
  const own = /^v?(\d+)\.(\d+)/.exec(version);
  if (!wanted || !own) return false;
  const [, sign, major = '*', minor = '*'] = wanted;
  const free = (part: string) => /[xX*]/.test(part);
  if (free(major)) return true;
  if (sign === '>=') return Number(own[1]) >= Number(major);
  if (major !== own[1]) return false;
  return free(minor) || (major === '0' ? minor === own[2] : Number(own[2]) >= Number(minor));
}

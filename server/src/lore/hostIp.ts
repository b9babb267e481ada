/** An address as eight 16-bit groups; IPv4 as its mapped form `::ffff:a.b.c.d`, as the engine compares them. */
type Groups = readonly number[];

/** Whether a text is an IPv4 or IPv6 address (no zone, no brackets, no leading zeros), as the engine reads it. */
export function isIp(text: string): boolean {
  return groupsOf(text) !== undefined;
}

/**
 * Whether two host addresses of published ports can collide. Nothing written overlaps everything, `0.0.0.0` all of IPv4,
 * `::` all of IPv6; distinct addresses do not overlap. Brackets are ignored. What is no address overlaps its equal only.
 */
export function ipsOverlap(a: string | undefined, b: string | undefined): boolean {
  const [x, y] = [bare(a), bare(b)];
  if (x === '' || y === '' || x === y) return true;
  const [p, q] = [groupsOf(x), groupsOf(y)];
  if (!p || !q || isFour(p) !== isFour(q)) return false;
  return isNothing(p) || isNothing(q) || p.every((n, i) => n === q[i]);
}

/** Reached from the same host or container only: `127.0.0.0/8`, `::1`, `localhost` and names below it; brackets are ignored. */
export function isLoopback(host: string): boolean {
  const name = bare(host).toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const groups = groupsOf(name);
  if (!groups) return false;
  if (isFour(groups)) return (groups[6] as number) >> 8 === 127;
  return groups.every((n, i) => n === (i === 7 ? 1 : 0));
}

/** Every interface: nothing written, `0.0.0.0`, `::`, `*`; brackets are ignored. */
export function isAllInterfaces(host: string | undefined): boolean {
  const name = bare(host);
  if (name === '' || name === '*') return true;
  const groups = groupsOf(name);
  return groups !== undefined && isNothing(groups);
}

function bare(host: string | undefined): string {
  return host === undefined ? '' : host.replace(/^\[(.*)\]$/, '$1');
}

function isFour(groups: Groups): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((n) => n === 0);
}

function isNothing(groups: Groups): boolean {
  return isFour(groups) ? groups[6] === 0 && groups[7] === 0 : groups.every((n) => n === 0);
}

function groupsOf(text: string): Groups | undefined {
  if (!text.includes(':')) {
    const four = fourOf(text);
    return four && [0, 0, 0, 0, 0, 0xffff, ...four];
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = sixOf(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? sixOf(halves[1] as string, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  // A double colon stands for one group at least.
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

function fourOf(text: string): readonly [number, number] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) <= 255)) return undefined;
  const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

/** The groups of a part without `::`; its end may be written as IPv4. */
function sixOf(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const four = last && i === parts.length - 1 ? fourOf(part) : undefined;
    if (four) groups.push(...four);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups.length <= 8 ? groups : undefined;
}

/**
 * Whether an address, or all of a network, lies in a network: both in CIDR notation, an address alone is a network of one
 * (RFC 4632). False for what is neither.
 */
export function inNetwork(inner: string, outer: string): boolean {
  const [a, b] = [networkOf(inner), networkOf(outer)];
  if (!a || !b || isFour(a.groups) !== isFour(b.groups) || a.length < b.length) return false;
  return a.groups.every((group, i) => {
    // Bits of this group that the outer network fixes.
    const fixed = Math.max(0, Math.min(16, b.length - i * 16));
    return group >> (16 - fixed) === (b.groups[i] as number) >> (16 - fixed);
  });
}

function networkOf(text: string): { readonly groups: Groups; readonly length: number } | undefined {
  const [ip = '', bits] = text.trim().split('/');
  const groups = groupsOf(bare(ip));
  if (!groups) return undefined;
  const most = isFour(groups) ? 32 : 128;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  if (!(length <= most)) return undefined;
  // IPv4 stands in the last two groups.
  return { groups, length: length + 128 - most };
}

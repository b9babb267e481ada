/** A block of IPv4 addresses: its first one as a number, and how many bits all of them share. */
interface Block {
  readonly first: number;
  readonly bits: number;
}

/** Reads `10.0.0.0/8`; a single address is a block of one. */
function blockOf(text: string): Block | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text.trim());
  if (!m) return undefined;
  const parts = m.slice(1, 5).map(Number);
  const bits = m[5] === undefined ? 32 : Number(m[5]);
  if (parts.some((p) => p > 255) || bits > 32) return undefined;
  const address = parts.reduce((sum, p) => sum * 256 + p, 0);
  const size = 2 ** (32 - bits);
  return { first: Math.floor(address / size) * size, bits };
}

/** Whether a CIDR takes in every address of its family: `0.0.0.0/0`, `::/0`. */
export function isEveryone(cidr: string): boolean {
  return blockOf(cidr)?.bits === 0 || /^(?:::|0(?::0){7})\/0$/.test(cidr.trim());
}

/** Blocks that clusters give to pods and networks keep to themselves (RFC 1918, 6598, 3927). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'].flatMap(
  (c) => blockOf(c) ?? [],
);

/** Whether pods may have addresses in a CIDR; yes for what cannot be read, and for IPv6. */
export function mayHoldPods(cidr: string): boolean {
  const block = blockOf(cidr);
  if (!block) return true;
  return PRIVATE.some((p) => {
    const bits = Math.min(p.bits, block.bits);
    const size = 2 ** (32 - bits);
    return Math.floor(p.first / size) === Math.floor(block.first / size);
  });
}

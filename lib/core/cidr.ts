import { BlockList, isIP } from 'node:net';

/** `10.0.0.0/8`, `fd00::/8`, or one address. @throws Error with what it is not. */
export function parseCidr(cidr: string): { address: string; bits: number } {
  const [address = '', bits, ...rest] = cidr.trim().split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  const size = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (isIP(address) === 0 || rest.length > 0 || !(size <= most))
    throw new Error(`"${cidr}" is no network, as 10.0.0.0/8 is one.`);
  return { address, bits: size };
}

/** @throws Error when one is no CIDR. */
export function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const { address, bits } = parseCidr(cidr);
    list.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Without a zone (fe80::1%eth0). */
export const withoutZone = (address: string): string => address.replace(/%.*$/, '');

/** An IPv4 address mapped into IPv6 (::ffff:127.0.0.1) is checked as the IPv4 address by BlockList itself. False for what is no address. */
export function isIn(list: BlockList, address: string): boolean {
  const bare = withoutZone(address);
  const family = isIP(bare);
  return family > 0 && list.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * IPv4 addresses that an IPv6 one leads to on its way: by a translator (NAT64, RFC 6052 and 8215; SIIT, RFC 2765), a tunnel (6to4, RFC 3056;
 * ISATAP, RFC 5214), or as the compatible form a kernel may still take (RFC 4291 2.5.5.1). Mapped ones {@link isIn} knows itself.
 */
export function ipv4Inside(address: string): string[] {
  const groups = groupsOf(address);
  if (!groups) return [];
  const at = (index: number): string => [groups[index], groups[index + 1]].map((g = 0) => `${g >> 8}.${g & 255}`).join('.');
  const begins = (...prefix: number[]): boolean => prefix.every((group, index) => groups[index] === group);
  const last = begins(0x64, 0xff9b) || begins(0, 0, 0, 0, 0, 0) || begins(0, 0, 0, 0, 0xffff, 0) || groups[5] === 0x5efe;
  return [...(last ? [at(6)] : []), ...(begins(0x2002) ? [at(1)] : [])];
}

/** The eight groups of an IPv6 address; null for anything else. */
function groupsOf(address: string): number[] | null {
  const bare = withoutZone(address);
  if (isIP(bare) !== 6) return null;
  // An IPv4 address at the end is two groups.
  const hex = bare.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts) => {
    const [a, b, c, d] = parts.slice(0, 4).map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return numbers(head);
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const loopback = blockList(['127.0.0.0/8', '::1/128']);
export const isLoopback = (address: string): boolean => isIn(loopback, address);

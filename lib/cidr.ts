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

const loopback = blockList(['127.0.0.0/8', '::1/128']);
export const isLoopback = (address: string): boolean => isIn(loopback, address);

/** IPv4 addresses and networks as numbers, for the browser and the server alike. */
export interface Subnet {
  /** Its first address, which no host has. */
  first: number;
  /** Its last one, the broadcast address. */
  last: number;
  prefix: number;
}

/** @param text dotted decimal, as RFC 6943 section 3.1.1 calls strict. @returns null for what is no address */
export function ipv4Of(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.');
  // A leading zero is octal to some readers.
  if (bytes.some((byte) => Number(byte) > 255 || (byte.length > 1 && byte.startsWith('0')))) return null;
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** @param cidr `172.30.0.0/24`, the address being the first of the network. @returns null for what is no such network */
export function subnetOf(cidr: string): Subnet | null {
  const [address = '', length = ''] = cidr.split('/', 2);
  const first = ipv4Of(address);
  const prefix = /^\d{1,2}$/.test(length) ? Number(length) : 33;
  if (first === null || prefix > 32 || `${address}/${length}` !== cidr) return null;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : null;
}

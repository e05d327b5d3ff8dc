import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { isIP } from 'node:net';
import { isIn } from '@/lib/core/cidr';

/** What a proxy says about the request it passes on. Nobody else is believed. */
const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
] as const;

/**
 * Whose request this is: the socket's peer, or, where that is a trusted proxy, the last address in `X-Forwarded-For` that is not
 * one. A proxy appends the address it saw, so everything to the left of that is the client's own claim.
 * @param socketAddress `socket.remoteAddress`
 * @param trusted proxies of the operator; empty where there are none
 */
export function peerAddressOf(socketAddress: string | undefined, headers: IncomingHttpHeaders, trusted: BlockList): string {
  let address = plain(socketAddress ?? '');
  if (!isIn(trusted, address)) return address;
  const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  while (isIn(trusted, address)) {
    const before = plain(said.pop()?.trim() ?? '');
    // What is no address was not written by a proxy of ours: the last hop that is known stands.
    if (isIP(before) === 0) return address;
    address = before;
  }
  return address;
}

/** True when a trusted proxy passed this request on. */
export function isForwarded(socketAddress: string | undefined, headers: IncomingHttpHeaders, trusted: BlockList): boolean {
  return isIn(trusted, plain(socketAddress ?? '')) && forwardingHeaders.some((name) => headers[name] !== undefined);
}

/** Nothing behind the door reads these: Next and next-auth would believe them from anybody. */
export function dropForwardingHeaders(headers: IncomingHttpHeaders): void {
  for (const name of forwardingHeaders) delete headers[name];
}

/** Without the IPv6 clothes of an IPv4 address, without a zone, brackets or port: `[2001:db8::1]:80`, `192.0.2.1:80`. */
function plain(address: string): string {
  const inner = /^\[([^\]]{2,45})\](?::\d{1,5})?$/.exec(address)?.[1] ?? /^([\d.]{7,15}):\d{1,5}$/.exec(address)?.[1] ?? address;
  return inner
    .slice(0, 80)
    .replace(/^::ffff:/i, '')
    .replace(/%.*$/, '');
}

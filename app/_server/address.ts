/**
 * Set by `server.ts` on every request from the socket itself, over whatever the client sent: a route handler cannot see the
 * connection it is answering.
 */
const peerAddressHeader = 'x-berth-peer';

/** The peer's address, for the audit and the rate; null where no server set it (tests). */
export function peerAddress(request: Request): string | null {
  const value = request.headers.get(peerAddressHeader);
  return value !== null && /^[0-9a-fA-F:.]{2,45}(%[\w.-]{1,32})?$/.test(value) ? value.replace(/^::ffff:/i, '') : null;
}

/** Set by the server too: the address of the page that is asked for, which a server component is not told. */
export const askedPathHeader = 'x-berth-path';

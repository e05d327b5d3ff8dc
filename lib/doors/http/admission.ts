import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { isLoopback } from '@/lib/core/cidr';
import { isForwarded } from './peer-address';

/** What Next has an answer for; TRACE it fails on. */
export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export type Refusal = { why: 'method' } | { why: 'host'; arrived: string; expected: string } | { why: 'target' };

/**
 * Only requests to this panel, in origin form: no proxying (RFC 9112 3.2.2) and no foreign names (DNS rebinding).
 * A trusted proxy may leave the port out of the name, as nginx does with `proxy_set_header Host $host`.
 * @param origins the panel's own; the first is the one people type
 * @returns why not; null for a request that may come in, whose Host then is one of the panel's
 */
export function refusalOf(request: IncomingMessage, origins: readonly string[], trusted: BlockList): Refusal | null {
  if (!methods.includes(request.method ?? '')) return { why: 'method' };
  if (!request.url?.startsWith('/')) return { why: 'target' };
  const hosts = origins.map((origin) => new URL(origin).host);
  const arrived = request.headers.host ?? '';
  if (hosts.includes(arrived)) return null;
  if (isForwarded(request.socket.remoteAddress, request.headers, trusted)) {
    const whole = origins.map((origin) => new URL(origin)).find(({ hostname }) => hostname === arrived.toLowerCase());
    if (whole) {
      request.headers.host = whole.host;
      return null;
    }
  }
  if (isOwnProbe(request)) return null;
  return { why: 'host', arrived: arrived.slice(0, 300), expected: hosts[0] ?? '' };
}

/** A health check on the panel's own machine does not know the panel's name, and the answer tells nothing about anybody. */
function isOwnProbe({ method, url, socket }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && url === '/api/v1/health' && isLoopback(socket.remoteAddress ?? '');
}

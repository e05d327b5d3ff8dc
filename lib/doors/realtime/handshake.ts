import type { Locale } from '@/lib/shared/common';
import { chooseLocale, localeCookie } from '@/lib/shared/locale';

/**
 * Is this the panel's own page asking? Cookies travel with a WebSocket from any site and CORS does not cover it (RFC 6455
 * 10.2), so the Origin is the only thing that tells a page of ours from somebody else's. Compared as a whole: absent,
 * `null`, another scheme, port, sub-domain or a trailing dot is foreign.
 */
export function isOwnOrigin(origin: string | undefined, origins: readonly string[]): boolean {
  return origin !== undefined && origins.includes(origin);
}

/** One cookie of a Cookie header (RFC 6265 4.2), not decoded. */
function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** The language to answer in: the same one the page around the socket is written in. */
export function handshakeLocale({ headers }: { headers: { cookie?: string; 'accept-language'?: string } }): Locale {
  return chooseLocale(cookieValue(headers.cookie, localeCookie), (headers['accept-language'] ?? '').slice(0, 500));
}

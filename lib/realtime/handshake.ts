import { type Locale, localeSchema } from '@/lib/shared/common';

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

/** The language to answer in: what the page says, else its cookie, else the browser's first wish that we have. */
export function localeOf(handshake: {
  auth: Record<string, unknown>;
  headers: { cookie?: string; 'accept-language'?: string };
}): Locale {
  const wishes = (handshake.headers['accept-language'] ?? '').split(',').map((wish) => wish.trim().slice(0, 2).toLowerCase());
  for (const candidate of [handshake.auth.locale, cookieValue(handshake.headers.cookie, 'NEXT_LOCALE'), ...wishes]) {
    const locale = localeSchema.safeParse(candidate);
    if (locale.success) return locale.data;
  }
  return 'en';
}

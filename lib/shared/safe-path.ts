/** Longer is no link of ours. */
const maxChars = 500;

/**
 * Where to go after a sign-in: a page of this panel, or the start. Anything that a browser could read as another site is the start:
 * an open redirect would make the sign-in page a tool of others (ASVS 5.0, 3.7.2).
 */
export function safePath(wanted: string | null | undefined): string {
  // A browser takes `\` for `/` and drops tabs and line breaks (WHATWG URL, "special" schemes).
  if (!wanted || wanted.length > maxChars || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return '/';
  const url = new URL(wanted, 'http://panel.invalid');
  url.searchParams.delete('_rsc');
  // Dots are resolved by now, and may have left two slashes in front.
  if (url.pathname.startsWith('//')) return '/';
  const isPage = url.origin === 'http://panel.invalid' && !/^\/(sign-in|setup|api|_next)(\/|$)/.test(url.pathname);
  return isPage ? `${url.pathname}${url.search}` : '/';
}

import { AppError } from '@/lib/core/errors';

/**
 * Refuses a change that another site's page had the reader's browser send (cross-site request forgery). Every browser sends
 * `Origin` with a method that changes something, and the modern ones `Sec-Fetch-Site` (Fetch Metadata) where the address is
 * trustworthy. Both are asked: the first alone knows our name, so a name rebound to our address does not pass.
 * @param hasCookie the browser adds this by itself, so a request with it and without an `Origin` is nobody we know
 * @throws AppError `origin_refused`
 */
export function requireOwnOrigin(request: Request, origins: readonly string[], hasCookie: boolean): void {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') throw new AppError('origin_refused');
  if (origin !== null ? !origins.includes(origin) : hasCookie || site !== null) throw new AppError('origin_refused');
}

import type { IncomingMessage } from 'node:http';
import type { Logger } from '@/lib/core/log';
import { pollingHeader } from '@/lib/shared/realtime-path';
import { isOwnOrigin } from './handshake';
import type { AccountsPort } from './accounts-port';

/** A connection of the engine, below socket.io's. */
export interface EngineConnection {
  readonly id: string;
  readonly request: IncomingMessage;
  on(event: 'packet' | 'close', listener: () => void): void;
  close(discard: boolean): void;
}

/** Whose connection it is: its cookies as they were last seen to be this person's. */
interface Owner {
  cookie: string | undefined;
  userId: string | null;
}

/** Connections that have not said who they are, of everybody together. */
const maxStrangers = 1_000;

export interface Gate {
  /** What the engine asks before it looks at a request itself; each poll is a request. */
  check(request: IncomingMessage, response: unknown, next: (refusal?: Error) => void): void;
  opened(connection: EngineConnection): void;
  admitted(connectionId: string, userId: string): void;
}

/**
 * Lets requests to the realtime door through: of the panel's own pages alone, and to a connection by long polling only with the cookies
 * of whoever opened it. Its id stands in addresses and so in the logs of proxies: it is no secret to rely on.
 */
export function createGate(deps: { accounts: AccountsPort; origins: readonly string[]; log: Logger }): Gate {
  const { accounts, origins, log } = deps;
  const owners = new Map<string, Owner>();

  async function refusalOf(request: IncomingMessage): Promise<string | null> {
    if (!isOwnPage(request, origins)) return 'origin_refused';
    const id = new URL(request.url ?? '/', 'http://panel').searchParams.get('sid');
    if (id === null) return strangers() < maxStrangers ? null : 'rate_limited';
    // A connection stays what it was opened as: there is no upgrade.
    if (request.headers.upgrade !== undefined) return 'origin_refused';
    const owner = owners.get(id);
    // The engine has its own answer for a connection that is gone.
    if (!owner) return null;
    const { cookie } = request.headers;
    if (cookie === owner.cookie) return null;
    // Cookies change while a page is open: another language, a session that was prolonged.
    const [actor] = owner.userId === null ? [] : await accounts.authenticateAll([cookie]);
    if (!actor || actor.id !== owner.userId) return 'unauthenticated';
    owner.cookie = cookie;
    return null;
  }

  const strangers = (): number => [...owners.values()].filter(({ userId }) => userId === null).length;

  return {
    check(request, _response, next) {
      refusalOf(request).then(
        (code) => {
          if (code === 'origin_refused') {
            const address = request.headers['x-berth-peer'] ?? request.socket.remoteAddress;
            log.warn({ origin: request.headers.origin ?? null, address }, 'A socket from a foreign page was refused.');
          }
          next(code === null ? undefined : new Error(code));
        },
        (error: unknown) => {
          log.error({ error }, 'A socket could not be looked at.');
          next(new Error('internal'));
        },
      );
    },
    opened(connection) {
      owners.set(connection.id, { cookie: connection.request.headers.cookie, userId: null });
      connection.on('close', () => owners.delete(connection.id));
    },
    admitted(connectionId, userId) {
      const owner = owners.get(connectionId);
      if (owner) owner.userId = userId;
    },
  };
}

/**
 * Browsers send `Origin` with a WebSocket and with what they post. With a poll of their own page they do not; there a header of ours
 * stands, which no other site can make them send: it would need the panel's leave first (CORS preflight), and nobody gives it.
 */
function isOwnPage({ method, headers }: IncomingMessage, origins: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (headers.upgrade === undefined && site !== undefined && site !== 'same-origin') return false;
  if (headers.origin !== undefined) return isOwnOrigin(headers.origin, origins);
  return method === 'GET' && headers.upgrade === undefined && headers[pollingHeader] !== undefined;
}

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Options {
  /** Where it listens: an address that nodes reach. */
  listen: string;
  /** The registry behind it. */
  upstream: { host: string; port: number };
  /** Who is let in; everybody without one. */
  signIn?: { user: string; password: string };
}

/** A real registry behind a door. */
export interface GuardedRegistry {
  /** `host:port`, as references name it. */
  host: string;
  /** `Authorization` of each request that had one. */
  shown: string[];
  /** Paths of blobs that were handed out. */
  blobs: string[];
  /** Takes no sign-in any more. */
  refuses: boolean;
  stop(): void;
}

export const basicOf = ({ user, password }: { user: string; password: string }): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Passes everything on to a registry, for whoever shows the sign-in (Basic, RFC 7617), and notes what was asked. */
export async function startGuardedRegistry({ listen, upstream, signIn }: Options): Promise<GuardedRegistry> {
  const shown: string[] = [];
  const blobs: string[] = [];
  const server = createServer((asked, answer) => {
    const { authorization, ...headers } = asked.headers;
    if (authorization !== undefined) shown.push(authorization);
    if (made.refuses || (signIn && authorization !== basicOf(signIn))) {
      const errors = [{ code: 'UNAUTHORIZED', message: 'authentication required' }];
      asked.resume();
      answer.writeHead(401, { 'www-authenticate': 'Basic realm="lab"', 'content-type': 'application/json' });
      answer.end(JSON.stringify({ errors }));
      return;
    }
    // The name it was called by goes on: the registry says by it where an upload continues.
    const passed = request({ ...upstream, method: asked.method, path: asked.url, headers, setHost: false }, (said) => {
      if (asked.method === 'GET' && said.statusCode === 200 && /\/blobs\/sha256:/.test(asked.url ?? ''))
        blobs.push(asked.url ?? '');
      answer.writeHead(said.statusCode ?? 502, said.headers);
      said.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    answer.once('close', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, listen, () => resolve()));
  const made: GuardedRegistry = {
    host: `${listen}:${(server.address() as AddressInfo).port}`,
    shown,
    blobs,
    refuses: false,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return made;
}

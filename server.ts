import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { isSetupNeeded, makeSetupToken } from '@/lib/accounts/setup';
import { migrate } from '@/lib/db/create-db';
import { readEnv } from '@/lib/env';
import { attachRealtime } from '@/lib/realtime/attach-realtime';
import { setRuntime } from '@/lib/runtime';
import { realtimePath } from '@/lib/shared/realtime';
import { startRuntime } from '@/lib/start-runtime';

const root = path.dirname(fileURLToPath(import.meta.url));
const graceMs = 10_000;

/**
 * The composition root: the one place where living things are made. In order: configuration → database → runtime → Next → HTTP →
 * sockets; ended in reverse.
 */
async function main(): Promise<void> {
  const env = readEnv();
  const dev = env.mode === 'development';
  // next-auth reads its own address and nothing else from the environment.
  process.env.NEXTAUTH_URL = env.origin;
  await migrate(root, env.databaseUrl);
  const started = await startRuntime(env);
  const { runtime } = started;
  setRuntime(runtime);

  // Next hangs a WebSocket proxy on the server it knows (CVE-2026-44578 was there): it gets one nobody can reach.
  const app = next({ dev, dir: root, httpServer: createServer(), hostname: env.host, port: env.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => {
    if (!admit(request, response, env.origins)) return;
    secure(request, response, dev, env.origin);
    handle(request, response).catch((error: unknown) => {
      runtime.log.error({ error }, 'a request failed outside the doors');
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 20_000;
  const devUpgrade = dev ? app.getUpgradeHandler() : null;
  server.on('upgrade', (request, socket, head) => {
    const pathname = (request.url ?? '').split('?')[0] ?? '';
    if (pathname === realtimePath || pathname === `${realtimePath}/`) return; // socket.io's own listener takes it
    if (devUpgrade && pathname.startsWith('/_next/')) void devUpgrade(request, socket, head);
    else socket.destroy();
  });
  const realtime = attachRealtime(server, runtime);
  await listen(server, env.port, env.host);
  // The command line finds the running panel's data by it.
  const pidFile = path.join(env.dataDir, 'panel.pid');
  writeFileSync(pidFile, String(process.pid));

  if (await isSetupNeeded(runtime)) {
    const token = await makeSetupToken(runtime);
    console.log(`No account yet. Open ${env.origin}/setup and use this one-time token (valid for a day):\n\n    ${token}\n`);
  }
  console.log(`Ready: ${env.origin}`);

  let ending = false;
  const end = (signal: string) => {
    if (ending) return;
    ending = true;
    runtime.log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), graceMs).unref();
    const stop = async () => {
      await realtime.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await started.stop();
      rmSync(pidFile, { force: true });
      await app.close();
    };
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        runtime.log.error({ error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  // One broken promise of one node must not end the panel for all others: it is logged, and the process goes on.
  process.on('unhandledRejection', (error) => runtime.log.error({ error }, 'a promise was rejected and nobody heard'));
}

/** What Next has an answer for; TRACE it fails on. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Only requests to this panel, in origin form: no proxying (RFC 9112 3.2.2) and no foreign names (DNS rebinding). */
function admit(request: IncomingMessage, response: ServerResponse, origins: string[]): boolean {
  if (!methods.includes(request.method ?? '')) {
    response.writeHead(405, { allow: methods.join(', '), connection: 'close' }).end();
    return false;
  }
  const hosts = origins.map((origin) => new URL(origin).host);
  if (request.url?.startsWith('/') && request.headers.host && hosts.includes(request.headers.host)) return true;
  response.writeHead(421, { 'content-type': 'text/plain', connection: 'close' }).end(`This panel answers at ${origins[0]}.\n`);
  return false;
}

/** Headers of every answer, and the nonce by which Next marks its own scripts (it reads it from this request header). */
function secure(request: IncomingMessage, response: ServerResponse, dev: boolean, origin: string): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  request.headers['content-security-policy'] = policy;
  request.headers['x-nonce'] = nonce;
  // The peer's own address, over whatever was sent under this name.
  request.headers['x-berth-peer'] = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  delete request.headers['x-middleware-subrequest'];
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (origin.startsWith('https:')) response.setHeader('strict-transport-security', 'max-age=31536000');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use. Choose another: BERTH_PORT=4000 npm start`) : error,
      ),
    );
    server.listen(port, host, resolve);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});

import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { isSetupNeeded, makeSetupToken } from '@/lib/features/accounts/setup';
import { takeDataDirectory } from '@/lib/gateways/data-directory/lock';
import { closeToOthers, makeFilesPrivate } from '@/lib/gateways/data-directory/private-files';
import { migrate } from '@/lib/gateways/db/create-db';
import { databaseFile } from '@/lib/gateways/db/database-file';
import { isDiskFull } from '@/lib/core/database-problem';
import { readEnv, warningsOf } from '@/lib/core/env';
import { createPanelServer } from '@/lib/doors/http/create-panel-server';
import { errorText } from '@/lib/core/present-error';
import { attachRealtime } from '@/lib/doors/realtime/attach-realtime';
import { setRuntime } from '@/lib/core/runtime';
import { startRuntime } from '@/lib/start-runtime';

const root = path.dirname(fileURLToPath(import.meta.url));
const graceMs = 10_000;

/**
 * The composition root: the one place where living things are made. In order: configuration → lock on the data → database → runtime →
 * Next → HTTP → sockets; ended in reverse.
 */
async function main(): Promise<void> {
  const usualMask = makeFilesPrivate();
  const env = readEnv();
  const database = databaseFile(env.databaseUrl);
  const warn = (text: string) => console.warn(`Warning: ${text}`);
  // Before anything is read or changed: a second panel would take this one's running work for what a killed one has left behind.
  const lock = takeDataDirectory([env.dataDir, path.dirname(database)], { what: 'panel', waiting: (text) => console.log(text) });
  for (const line of closeToOthers(env.dataDir, database)) warn(line);
  const dev = env.mode === 'development';
  // next-auth reads its own address and nothing else from the environment.
  process.env.NEXTAUTH_URL = env.origin;
  await migrate(root, env.databaseUrl);
  const started = await startRuntime(env);
  lock.admitCommands();
  const { runtime } = started;
  setRuntime(runtime);

  // While developing, Next writes into the checkout, where others may build and read later.
  if (dev) process.umask(usualMask);
  // Next hangs a WebSocket proxy on the server it knows (CVE-2026-44578 was there): it gets one nobody can reach.
  const app = next({ dev, dir: root, httpServer: createServer(), hostname: env.host, port: env.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  // After Next: what its modules stand on is made by then.
  const { answerStreamed } = await import('@/app/_server/answer-streamed');
  // Like Next, the sockets hang on a server of their own that nobody can reach: the panel's server hands them what it has let in.
  const sockets = createServer();
  const realtime = attachRealtime(sockets, runtime);
  const server = createPanelServer(runtime, {
    pages: (request, response) => handle(request, response),
    streamed: (key, request, response) => answerStreamed(key, request, response, env.origin),
    realtime: sockets,
    devUpgrade: dev ? app.getUpgradeHandler() : null,
  });
  await listen(server, env.port, env.host);

  if (await isSetupNeeded(runtime)) {
    const token = await makeSetupToken(runtime);
    console.log(`No account yet. Open ${env.origin}/setup and use this one-time token (valid for a day):\n\n    ${token}\n`);
  }
  for (const warning of warningsOf(env)) warn(warning);
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
      lock.release();
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
  if (isDiskFull(error)) console.error(errorText('en', 'panel_disk_full'));
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});

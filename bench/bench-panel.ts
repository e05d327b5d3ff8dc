import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'next-auth/jwt';
import { startSession } from '@/lib/accounts/session';
import { migrate } from '@/lib/db/create-db';
import { readEnv } from '@/lib/env';
import { sealCredential } from '@/lib/nodes/node-row';
import { startRuntime } from '@/lib/start-runtime';
import type { BenchNode } from './bench-lab';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');

export interface BenchPanel {
  /** Where sockets connect, and the Origin they name. */
  url: string;
  origin: string;
  /** A signed-in session. */
  cookie: string;
  stop(): Promise<void>;
}

/** The panel as `npm start` runs it, in a process of its own, with one account and one node in a fresh database. */
export async function startBenchPanel(node: BenchNode, say: (line: string) => void): Promise<BenchPanel> {
  if (!existsSync(path.join(root, '.next', 'BUILD_ID'))) {
    say('Building the pages (once) …');
    await runToEnd([path.join(bin, 'next'), 'build'], { NODE_ENV: 'production' });
  }
  const port = await freePort();
  const settings = {
    NODE_ENV: 'production' as const,
    BERTH_HOST: '127.0.0.1',
    BERTH_PORT: String(port),
    BERTH_DATA_DIR: path.join(node.directory, 'panel'),
    BERTH_LOG_LEVEL: 'warn',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const cookie = await seed(settings, node);
  const child = spawn(path.join(bin, 'node'), ['--import', 'tsx', 'server.ts'], {
    cwd: root,
    env: { ...settings, PATH: `${bin}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const origin = `http://localhost:${port}`;
  await new Promise<void>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('Ready:')) resolve();
    });
    child.once('close', (code) => reject(new Error(`The panel ended with ${code} before it was ready.`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    origin,
    cookie,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** @returns the cookie of the account that was made. */
async function seed(settings: NodeJS.ProcessEnv, node: BenchNode): Promise<string> {
  const env = readEnv(settings);
  await migrate(root, env.databaseUrl);
  const { runtime, stop } = await startRuntime({ ...env, logLevel: 'error' }, { connect: false });
  try {
    const now = runtime.now();
    const times = { createdAt: now, updatedAt: now };
    const userId = runtime.newId();
    await runtime.db.user.create({
      data: { id: userId, email: 'bench@berth.test', name: 'Bench', role: 'admin', passwordHash: '-', ...times },
    });
    const address = { id: runtime.newId(), host: node.host, port: node.port };
    const credentialSealed = sealCredential(runtime.keyring, address, { kind: 'private_key', privateKey: node.privateKey });
    await runtime.db.node.create({
      data: {
        ...address,
        name: node.name,
        loginUser: 'root',
        credentialKind: 'private_key',
        credentialSealed,
        hostKey: node.hostKey,
        state: 'connecting',
        stateSince: now,
        ...times,
      },
    });
    const sid = await startSession(runtime, { id: userId, epoch: 0 }, { address: null, userAgent: null });
    return `berth.session=${await encode({ token: { sid }, secret: runtime.authSecret })}`;
  } finally {
    await stop();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function runToEnd([command, ...args]: [string, ...string[]], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${path.basename(command)} ended with ${code}.`))));
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeNode } from '@/lab/farm/fake-node';
import { startSession } from '@/lib/features/accounts/session';
import { panelBeside } from '@/lib/gateways/data-directory/lock';
import { createDb, migrate } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import { sealCredential } from '@/lib/fleet/node-row';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { realtimePath } from '@/lib/shared/realtime-path';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { newId } from '@/lib/start-runtime';

/** The panel as a process: how it starts beside another one, and how it ends. */
const directory = mkdtempSync(path.join(tmpdir(), 'berth-server-'));
const authSecret = randomBytes(32).toString('hex');
const masterKeys = `1:${randomBytes(32).toString('base64')}`;
const token = `berth_${randomBytes(32).toString('base64url')}`;
const key = makeKeyPair();
const started: ChildProcess[] = [];
let db: Db;
let node: FakeNode;
let cookie: string;
let environment: NodeJS.ProcessEnv;
let origin: string;

beforeAll(async () => {
  const url = `file:${directory}/berth.db`;
  await migrate(process.cwd(), url);
  db = await createDb(url);
  node = await new FakeNode({ name: 'node0', accounts: [{ user: 'root', publicKey: key.publicKey }] }).listen();
  // A pull that never ends by itself.
  node.engine.deaf.add('/images/create');
  const now = new Date();
  const dates = { createdAt: now, updatedAt: now };
  const userId = newId();
  await db.user.create({ data: { id: userId, email: 'a@berth.test', name: 'A', role: 'admin', passwordHash: '-', ...dates } });
  const tokenHash = createHash('sha256').update(token).digest('hex');
  await db.apiToken.create({ data: { id: newId(), userId, name: 't', tokenHash, createdAt: now } });
  const at = { id: newId(), host: node.host, port: node.port };
  const credential = { kind: 'private_key', privateKey: key.privateKey } as const;
  await db.node.create({
    data: {
      ...{ ...at, ...dates, name: 'node0', loginUser: 'root', credentialKind: 'private_key', hostKey: node.hostKey },
      ...{ state: 'connecting', stateSince: now, credentialSealed: sealCredential(createKeyring(masterKeys), at, credential) },
    },
  });
  const sid = await startSession({ db, newId, now: () => now }, { id: userId, epoch: 0 }, { address: null, userAgent: null });
  cookie = `berth.session=${await encode({ token: { sid }, secret: authSecret })}`;
  const port = await freePort();
  origin = `http://localhost:${port}`;
  environment = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' },
    ...{ BERTH_DATA_DIR: directory, BERTH_PORT: String(port), BERTH_NODE_NETWORKS: '127.0.0.0/8' },
    ...{ AUTH_SECRET: authSecret, BERTH_MASTER_KEYS: masterKeys },
  };
});
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await node?.down();
  await db?.$disconnect();
  rmSync(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Panel {
  child: ChildProcess;
  said(): string;
  ended: Promise<number | null>;
}

function start(more: Record<string, string> = {}): Panel {
  const argv = ['--import', 'tsx', 'server.ts'];
  const child = spawn(process.execPath, argv, { env: { ...environment, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, said: () => text, ended: new Promise((resolve) => child.once('close', resolve)) };
}

const api = (where: string, init: RequestInit = {}) =>
  fetch(`${origin}/api/v1${where}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
const jobState = async (id: string) => (await db.job.findUniqueOrThrow({ where: { id } })).state;

async function openPage(): Promise<Socket> {
  const socket = io(origin, {
    path: realtimePath,
    parser: realtimeParser,
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: { cookie, origin },
  });
  await new Promise((resolve, reject) => socket.once('connect', () => resolve(null)).once('connect_error', reject));
  return socket;
}

test('a second panel is refused and harms nothing; SIGTERM ends the first with its work recorded', async () => {
  const panel = start();
  await expect.poll(panel.said, { timeout: 100_000 }).toMatch(/^Ready: /m);
  await expect.poll(async () => (await db.node.findFirstOrThrow()).state, { timeout: 30_000 }).toBe('ready');
  const answer = await api('/nodes/node0/images/pull', { method: 'POST', body: '{"image":"ubuntu"}' });
  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  const page = await openPage();

  const second = start({ BERTH_PORT: String(await freePort()) });
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`is in use. Another panel uses it: process ${panel.child.pid} on `);
  expect(await jobState(id)).toBe('running');
  expect(page.connected).toBe(true);
  for (const [name, mode] of [
    ['', 0o700],
    ['berth.db', 0o600],
    ['panel.lock', 0o600],
  ] as const)
    expect(statSync(path.join(directory, name)).mode & 0o777, name).toBe(mode);

  const gone = new Promise((resolve) => page.once('disconnect', resolve));
  panel.child.kill('SIGTERM');
  // It ends itself with 1 when that takes longer than it may.
  expect({ code: await panel.ended, said: panel.said() }).toMatchObject({ code: 0 });
  await gone;
  expect(await jobState(id)).toBe('interrupted');
  expect(panelBeside(directory)).toBeNull();
});

test('with the wrong master keys the panel does not start, and says which it needs', async () => {
  const panel = start({ BERTH_MASTER_KEYS: `1:${randomBytes(32).toString('base64')}` });
  expect(await panel.ended).toBe(1);
  expect(panel.said()).toMatch(/open none of what key 1 has sealed\.\n.*BERTH_MASTER_KEYS/);
});

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'next-auth/jwt';
import { startSession } from '@/lib/features/accounts/session';
import { panelArgs } from '@/scripts/panel-args.mjs';
import { migrate } from '@/lib/gateways/db/create-db';
import { readEnv } from '@/lib/core/env';
import type { Runtime } from '@/lib/core/runtime';
import { sealCredential } from '@/lib/fleet/node-row';
import { type StartedRuntime, startRuntime } from '@/lib/start-runtime';
import { allReady } from './bench-fleet';
import type { BenchNode } from './bench-lab';

/** What the panel has to know of a node. */
export type PanelNode = Pick<BenchNode, 'name' | 'host' | 'port' | 'hostKey' | 'privateKey'>;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');

export interface BenchPanel {
  /** Of its process. */
  pid: number;
  /** Where sockets connect, and the Origin they name. */
  url: string;
  origin: string;
  /** A signed-in session. */
  cookie: string;
  /** The id of the class the nodes are in, which has the course that comes with the panel. */
  classId: string;
  /** Of the student of that class, who has the first node. */
  studentCookie: string;
  stop(): Promise<void>;
}

/**
 * The panel as `npm start` runs it, in a process of its own, with one account and these nodes in a fresh database.
 * @param directory where it keeps its data; the caller removes it.
 */
export async function startBenchPanel(
  nodes: PanelNode[],
  directory: string,
  say: (line: string) => void,
  options: { nodeNetworks?: string; prepare?: (runtime: Runtime) => Promise<void> } = {},
): Promise<BenchPanel> {
  if (!existsSync(path.join(root, '.next', 'BUILD_ID'))) {
    say('Building the pages (once) …');
    await runToEnd([path.join(bin, 'next'), 'build'], { NODE_ENV: 'production' });
  }
  const port = await freePort();
  const settings = {
    NODE_ENV: 'production' as const,
    BERTH_HOST: '127.0.0.1',
    BERTH_PORT: String(port),
    BERTH_DATA_DIR: path.join(directory, 'panel'),
    ...(options.nodeNetworks && { BERTH_NODE_NETWORKS: options.nodeNetworks }),
    BERTH_LOG_LEVEL: 'warn',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const { cookie, classId, studentCookie } = await seed(settings, nodes, options.prepare);
  const child = spawn(path.join(bin, 'node'), panelArgs, {
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
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    origin,
    cookie,
    classId,
    studentCookie,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * The panel's runtime in this process, with the same accounts and these nodes, all of them connected. Ids are in the order of the nodes.
 * @param directory where it keeps its data; the caller removes it.
 */
export async function startBenchRuntime(nodes: PanelNode[], directory: string): Promise<StartedRuntime & { nodeIds: string[] }> {
  const settings = { NODE_ENV: 'production' as const, BERTH_DATA_DIR: path.join(directory, 'panel') };
  const { nodeIds } = await seed(settings, nodes);
  const started = await startRuntime({ ...readEnv(settings), logLevel: 'error' });
  await allReady(started.runtime.fleet, nodeIds);
  return { ...started, nodeIds };
}

/** @returns the cookies of the accounts that were made, the class, and the ids of its nodes in order. */
async function seed(
  settings: NodeJS.ProcessEnv,
  nodes: PanelNode[],
  prepare?: (runtime: Runtime) => Promise<void>,
): Promise<{ cookie: string; classId: string; studentCookie: string; nodeIds: string[] }> {
  const env = readEnv(settings);
  await migrate(root, env.databaseUrl);
  const { runtime, stop } = await startRuntime({ ...env, logLevel: 'error' }, { connect: false });
  try {
    const { db, newId, authSecret } = runtime;
    const now = runtime.now();
    const times = { createdAt: now, updatedAt: now };
    const addUser = async (name: string, role: string): Promise<{ id: string; cookie: string }> => {
      const id = newId();
      await db.user.create({ data: { id, email: `${name}@berth.test`, name, role, passwordHash: '-', ...times } });
      const sid = await startSession(runtime, { id, epoch: 0 }, { address: null, userAgent: null });
      return { id, cookie: `berth.session=${await encode({ token: { sid }, secret: authSecret })}` };
    };
    const { cookie } = await addUser('bench', 'admin');
    const student = await addUser('student', 'student');
    await runtime.courses.addBuiltIn();
    const course = (await runtime.courses.offered()).find(({ id }) => id === 'docker-basics');
    const classId = newId();
    const opened = course && { courseHash: course.hash, courseOpenedAt: now };
    await db.class.create({ data: { id: classId, name: 'bench', createdAt: now, ...opened } });
    await db.enrolment.create({ data: { classId, userId: student.id, role: 'student', createdAt: now } });
    const rowOf = ({ name, host, port, hostKey, privateKey }: PanelNode) => {
      const address = { id: newId(), host, port };
      const credentialSealed = sealCredential(runtime.keyring, address, { kind: 'private_key', privateKey });
      const state = { state: 'connecting', stateSince: now, ...times };
      return {
        ...address,
        ...{ name, classId, hostKey, loginUser: 'root', credentialKind: 'private_key', credentialSealed },
        ...state,
      };
    };
    const rows = nodes.map(rowOf);
    await db.node.createMany({ data: rows });
    const [first] = rows;
    if (first) await db.assignment.create({ data: { nodeId: first.id, userId: student.id, createdAt: now } });
    await prepare?.(runtime);
    return { cookie, classId, studentCookie: student.cookie, nodeIds: rows.map(({ id }) => id) };
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

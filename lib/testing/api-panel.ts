import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Prisma } from '@prisma/client';
import { encode } from 'next-auth/jwt';
import { startSession } from '@/lib/features/accounts/session';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import type { Doctor } from '@/lib/features/doctor/doctor';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import { createJobs } from '@/lib/features/jobs/create-jobs';
import type { Fleet, NodeStatus } from '@/lib/fleet/fleet';
import { createRateLimits } from '@/lib/core/rate-limits';
import { type Runtime, setRuntime } from '@/lib/core/runtime';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import type { Role } from '@/lib/shared/common';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { SshConnection } from '@/lib/gateways/ssh/types';
import { createTerminals } from '@/lib/features/terminals/create-terminals';
import { createHealthDouble } from './health-double';
import { createMemoryLog } from './memory-log';
import { copyMigrated } from './migrated-database';

/** Ids that say in a failing test what they are of. */
export const idOf = (name: string): string =>
  name
    .replace(/[^a-z0-9]/g, '')
    .padEnd(24, '0')
    .slice(0, 24);
const newId = (): string => randomBytes(12).toString('hex');
const start = new Date('2026-01-01T00:00:00Z');

/**
 * Two classes. Class A: an instructor and the students `own` (who has node0) and `other` (who has node1). Class B: `stranger`,
 * its instructor, with node2. Every question of the negative suite is about what belongs to `own`.
 */
export const people = {
  own: { role: 'student', class: 'a', classRole: 'student' },
  other: { role: 'student', class: 'a', classRole: 'student' },
  instructor: { role: 'instructor', class: 'a', classRole: 'instructor' },
  stranger: { role: 'instructor', class: 'b', classRole: 'instructor' },
  admin: { role: 'admin', class: null, classRole: null },
} as const satisfies Record<string, { role: Role; class: 'a' | 'b' | null; classRole: string | null }>;
export type Person = keyof typeof people;

const webContainer: ContainerDto = {
  id: 'c0ffee'.padEnd(64, '0'),
  name: 'web',
  image: 'ubuntu',
  imageId: `sha256:${'a'.repeat(64)}`,
  command: 'bash',
  state: 'running',
  health: null,
  exitCode: null,
  createdAt: start.toISOString(),
  startedAt: start.toISOString(),
  ports: [],
};
const ubuntuImage: ImageDto = {
  id: `sha256:${'a'.repeat(64)}`,
  tags: ['ubuntu:latest'],
  digests: [],
  createdAt: start.toISOString(),
  sizeBytes: 1,
  containers: 1,
};
/** `ssh-keygen -lf` of this key is what the test approves. */
const offeredKey = Buffer.from('an offered host key');
export const offeredSha256 = `SHA256:${createHash('sha256').update(offeredKey).digest('base64').replace(/=+$/, '')}`;

export interface ApiPanel {
  runtime: Runtime;
  log: ReturnType<typeof createMemoryLog>;
  /** Calls that reached a node, `<node id> <method> <arguments>`. */
  touched: string[];
  /** A job that is under way on node0. */
  jobId: string;
  tokens: Record<Person, string>;
  cookieFor(person: Person, epoch?: number): Promise<string>;
  /** Everything stored, except the audit and when a token was last used. */
  dump(): Promise<string>;
  stop(): Promise<void>;
}

/** A migrated database with the two classes in it, to copy: made once per test file. */
export interface Template {
  file: string;
  tokens: Record<Person, string>;
  remove(): Promise<void>;
}

export async function makeTemplate(): Promise<Template> {
  const directory = await mkdtemp(path.join(tmpdir(), 'berth-template-'));
  const file = path.join(directory, 'seeded.db');
  await copyMigrated(file);
  const db = await createDb(`file:${file}`);
  const tokens = await seed(db);
  // Folds the write-ahead log back into the one file that is copied.
  await db.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)');
  await db.$disconnect();
  return { file, tokens, remove: () => rm(directory, { recursive: true, force: true }) };
}

/**
 * What the API's handlers run on: a real database, real policy, sessions, tokens, jobs and audit; only the nodes are doubles.
 * Becomes the process's runtime until the next one is started.
 */
export async function startApiPanel({ file: template, tokens }: Template): Promise<ApiPanel> {
  const directory = await mkdtemp(path.join(tmpdir(), 'berth-api-'));
  const file = path.join(directory, 'panel.db');
  await copyFile(template, file);
  const db = await createDb(`file:${file}`);
  const log = createMemoryLog();
  const bus = createBus((error) => log.error({ error }, 'A bus listener failed.'));
  const touched: string[] = [];
  const now = () => new Date();
  const authSecret = randomBytes(32).toString('hex');
  const origin = 'http://localhost:3000';
  const runtime: Runtime = {
    env: {
      mode: 'test',
      host: '127.0.0.1',
      port: 3000,
      origin,
      origins: [origin, 'http://127.0.0.1:3000'],
      dataDir: directory,
      databaseUrl: `file:${file}`,
      authSecret,
      masterKeys: undefined,
      nodeNetworks: ['0.0.0.0/0', '::/0'],
      trustedProxies: [],
      auditDays: 365,
      logLevel: 'silent',
    },
    log,
    db,
    bus,
    keyring: createKeyring(`1:${randomBytes(32).toString('base64')}`),
    audit: createAudit({ db, log, now, newId }),
    fleet: createFleetDouble(touched),
    health: createHealthDouble(),
    doctor: createDoctorDouble(touched, now),
    jobs: createJobs({ db, bus, log, now, newId }),
    terminals: createTerminals({ now, log }),
    rates: createRateLimits(),
    authSecret,
    now,
    newId,
  };
  setRuntime(runtime);
  const jobId = await runtime.jobs.start(
    { kind: 'image.pull', nodeId: idOf('node0'), createdById: idOf('own'), subject: 'ubuntu', input: {} },
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled')))),
  );
  await db.operation.create({ data: interruptedOperation() });
  return {
    runtime,
    log,
    touched,
    jobId,
    tokens,
    async cookieFor(person, epoch = 0) {
      const sid = await startSession(runtime, { id: idOf(person), epoch }, { address: null, userAgent: null });
      return `berth.session=${await encode({ token: { sid }, secret: authSecret })}`;
    },
    async dump() {
      const apiTokens = await db.apiToken.findMany({ omit: { lastUsedAt: true } });
      const tables = [db.user.findMany(), db.class.findMany(), db.enrolment.findMany(), db.node.findMany()];
      const rest = [
        db.session.findMany({ where: { createdAt: start } }),
        db.assignment.findMany(),
        db.job.findMany(),
        db.setupToken.findMany(),
      ];
      return JSON.stringify([apiTokens, await Promise.all(tables), await Promise.all(rest)]);
    },
    async stop() {
      await runtime.jobs.stop();
      await runtime.terminals.stop();
      await runtime.audit.stop();
      await db.$disconnect();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Work on the nodes of class A that a stop of the panel cut off on node0. */
function interruptedOperation(): Prisma.OperationCreateInput {
  const at = { createdAt: start, endedAt: start };
  const input = JSON.stringify({ dryRun: false, shown: [{ id: 'docker.install' }], sealed: null });
  const job = {
    id: idOf('operationjob'),
    kind: 'node.provision',
    state: 'interrupted',
    input: '{"subject":"docker.install"}',
    ...at,
  };
  return {
    ...{ id: idOf('operation'), kind: 'node.provision', state: 'interrupted', input, ...at },
    class: { connect: { id: idOf('classa') } },
    createdBy: { connect: { id: idOf('instructor') } },
    jobs: { create: { ...job, node: { connect: { id: idOf('node0') } } } },
  };
}

async function seed(db: Db): Promise<Record<Person, string>> {
  const made = { createdAt: start, updatedAt: start };
  const tokens: Partial<Record<Person, string>> = {};
  for (const name of ['a', 'b']) await db.class.create({ data: { id: idOf(`class${name}`), name, createdAt: start } });
  for (const [person, about] of Object.entries(people) as Array<[Person, (typeof people)[Person]]>) {
    const id = idOf(person);
    await db.user.create({
      data: { id, email: `${person}@berth.test`, name: person, role: about.role, passwordHash: '-', ...made },
    });
    if (about.class !== null) {
      const classId = idOf(`class${about.class}`);
      await db.enrolment.create({ data: { classId, userId: id, role: about.classRole, createdAt: start } });
    }
    const token = `berth_${randomBytes(32).toString('base64url')}`;
    tokens[person] = token;
    const tokenHash = createHash('sha256').update(token).digest('hex');
    await db.apiToken.create({ data: { id: idOf(`token${person}`), userId: id, name: 'test', tokenHash, createdAt: start } });
    // Of a browser nobody has the cookie of.
    const session = { id: idOf(`session${person}`), userId: id, tokenHash: person, epoch: 0, createdAt: start };
    const farAway = new Date('2100-01-01T00:00:00Z');
    await db.session.create({ data: { ...session, lastSeenAt: farAway, expiresAt: farAway } });
  }
  const nodes = [
    { name: 'node0', classId: idOf('classa'), userId: idOf('own') },
    { name: 'node1', classId: idOf('classa'), userId: idOf('other') },
    { name: 'node2', classId: idOf('classb'), userId: null },
  ];
  for (const { name, classId, userId } of nodes) {
    await db.node.create({
      data: {
        id: idOf(name),
        name,
        classId,
        host: '198.18.0.1',
        port: 22,
        loginUser: 'root',
        credentialKind: 'password',
        credentialSealed: '-',
        offeredHostKey: `ssh-ed25519 ${offeredKey.toString('base64')}`,
        state: 'ready',
        stateSince: start,
        ...made,
        ...(userId && { assignments: { create: { userId, createdAt: start } } }),
      },
    });
  }
  return tokens as Record<Person, string>;
}

function createDoctorDouble(touched: string[], now: () => Date): Doctor {
  return {
    async examine(nodeId) {
      touched.push(`${nodeId} examine`);
      return { nodeId, nodeName: 'node', at: now().toISOString(), state: 'done', light: 'green', findings: [] };
    },
    underWay: () => null,
    stop: async () => {},
  };
}

/** Every node is ready, has one container and one image, and notes what reaches it. */
function createFleetDouble(touched: string[]): Fleet {
  const status: NodeStatus = {
    state: 'ready',
    reason: null,
    stateSince: start,
    lastSeenAt: start,
    transport: 'streamlocal',
    access: { docker: 'root', root: 'root' },
    docker: null,
    revision: 1,
    containers: null,
    images: null,
  };
  const facts = { store: 'other', rootDir: '/var/lib/docker', storageDriver: 'vfs', version: '26.0.0', apiVersion: '1.45' };
  const detail = { ...webContainer, pid: null, tty: false, upperDir: null, sizeRwBytes: 0 };
  const nouns: Record<string, Record<string, () => Promise<unknown>>> = {
    system: { facts: async () => facts },
    containers: {
      list: async () => [webContainer],
      inspect: async () => detail,
      run: async () => webContainer,
      start: async () => {},
      stop: async () => {},
      remove: async () => {},
      logs: async () => [{ stream: 'stdout', at: null, text: 'hello' }],
    },
    images: {
      list: async () => [ubuntuImage],
      inspect: async () => ({ ...ubuntuImage, diffIds: [], history: [] }),
      pull: async () => {},
      remove: async () => ({ untagged: ['ubuntu:latest'], deleted: [] }),
    },
  };
  const noting =
    (call: string, answer: () => Promise<unknown>) =>
    (...given: unknown[]) => {
      touched.push(`${call} ${JSON.stringify(given.filter((value) => typeof value !== 'function'))}`);
      return answer();
    };
  const engineOf = (nodeId: string): DockerEngine => {
    const noun = ([name, calls]: [string, (typeof nouns)[string]]) =>
      Object.entries(calls).map(([verb, answer]) => [verb, noting(`${nodeId} ${name}.${verb}`, answer)]);
    const engine = Object.entries(nouns).map((entry) => [entry[0], Object.fromEntries(noun(entry))]);
    return Object.fromEntries(engine) as unknown as DockerEngine;
  };
  return {
    start: async () => {},
    stop: async () => {},
    register: async () => {},
    status: () => status,
    engine: async (nodeId) => engineOf(nodeId),
    changeContainer: async (nodeId, _ref, work) => work(engineOf(nodeId)),
    watch: () => {},
    ssh: async (nodeId) => {
      touched.push(`${nodeId} ssh`);
      return {} as SshConnection;
    },
    root: async (nodeId) => {
      touched.push(`${nodeId} root`);
      throw new AppError('root_unavailable');
    },
    files: async (nodeId) => {
      touched.push(`${nodeId} files`);
      return {} as SshConnection;
    },
    openLogin: async (nodeId) => {
      touched.push(`${nodeId} openLogin`);
      throw new AppError('node_unreachable');
    },
    openPanelRoot: async (nodeId) => {
      touched.push(`${nodeId} openPanelRoot`);
      throw new AppError('node_unreachable');
    },
    connectInStages: async (nodeId) => {
      touched.push(`${nodeId} connectInStages`);
      throw new AppError('node_unreachable');
    },
    sync: async () => {},
    retryDocker: async () => status,
    reconnect: async (nodeId) => {
      touched.push(`${nodeId} reconnect`);
      return status;
    },
  };
}

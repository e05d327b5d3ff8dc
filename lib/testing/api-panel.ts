import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Prisma } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import { type Ctx, setRuntime } from '@/lib/core/runtime';
import { loadActor } from '@/lib/features/accounts/actor';
import { joinCodeContext } from '@/lib/features/class-join/join-code';
import type { Doctor } from '@/lib/features/doctor/doctor';
import { createDb } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import type { Role } from '@/lib/shared/common';
import { buildCourse, courseHash, createJudgeDouble, type JudgeDouble } from './course-double';
import { buildClass, buildCookie, buildCtx, buildEnrolment, buildNode, buildToken, buildUser, idOf } from './factories';
import { createFleetDouble } from './fleet-double';
import { copyMigrated } from './migrated-database';
import { makeDirectory } from './temporary-directory';
import { startTestRuntime, type TestRuntime } from './test-runtime';

const start = new Date('2026-01-01T00:00:00Z');
const farAway = new Date('2100-01-01T00:00:00Z');

/**
 * Two classes. Class A: an instructor and the students `own` (who has node0) and `other` (who has node1). Class B: `stranger`,
 * its instructor, with node2. Every question of the negative suite is about what belongs to `own`.
 */
const people = {
  own: { role: 'student', class: 'a', classRole: 'student' },
  other: { role: 'student', class: 'a', classRole: 'student' },
  instructor: { role: 'instructor', class: 'a', classRole: 'instructor' },
  stranger: { role: 'instructor', class: 'b', classRole: 'instructor' },
  admin: { role: 'admin', class: null, classRole: null },
} as const satisfies Record<string, { role: Role; class: 'a' | 'b' | null; classRole: string | null }>;
export type Person = keyof typeof people;

/** `ssh-keygen -lf` of this key is what the test approves. */
const offeredKey = Buffer.from('an offered host key');
export const offeredSha256 = `SHA256:${createHash('sha256').update(offeredKey).digest('base64').replace(/=+$/, '')}`;

/** By it students join class A. */
export const joinCode = 'BERTH234';

export interface ApiPanel extends TestRuntime {
  /** Calls that reached a node, `<node id> <method> <arguments>`. */
  touched: string[];
  /** Judges the steps of courses; every check fails until a test says otherwise. */
  judge: JudgeDouble;
  /** A job that is under way on node0. */
  jobId: string;
  tokens: Record<Person, string>;
  cookieFor(person: Person, epoch?: number): Promise<string>;
  /** What a feature gets when this person asks, with the rights they have now. */
  as(person: Person, more?: Partial<Ctx>): Promise<Ctx>;
  /** Everything stored, except the audit and when a token was last used. */
  dump(): Promise<string>;
}

/**
 * What the API's handlers run on, with the two classes in its database: all of it real, only the nodes and the doctor are doubles.
 * Becomes the process's runtime until the next one is started.
 */
export async function startApiPanel(): Promise<ApiPanel> {
  seeded ??= seedOnce();
  const { database, tokens } = await seeded;
  const touched: string[] = [];
  const judge = createJudgeDouble();
  const panel = await startTestRuntime({
    database,
    judge,
    parts: ({ now }) => ({ fleet: createFleetDouble({ touched }), doctor: createDoctorDouble(touched, now) }),
  });
  const { runtime } = panel;
  const { db } = runtime;
  setRuntime(runtime);
  const codeSealed = runtime.keyring.seal(joinCode, joinCodeContext(idOf('classa')));
  await db.classJoin.create({ data: { classId: idOf('classa'), codeSealed, endsAt: farAway, createdAt: start } });
  const jobId = await runtime.jobs.start(
    { kind: 'image.pull', nodeId: idOf('node0'), createdById: idOf('own'), subject: 'ubuntu', input: {} },
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled')))),
  );
  return {
    ...panel,
    touched,
    judge,
    jobId,
    tokens,
    cookieFor: (person, epoch = 0) => buildCookie(runtime, { id: idOf(person), epoch }),
    async as(person, more) {
      const actor = await loadActor(runtime, idOf(person));
      if (!actor) throw new Error(`${person} has no account any more.`);
      return buildCtx(runtime, actor, more);
    },
    async dump() {
      const apiTokens = await db.apiToken.findMany({ omit: { lastUsedAt: true } });
      const tables = [db.user.findMany(), db.class.findMany(), db.enrolment.findMany(), db.node.findMany()];
      const rest = [
        db.session.findMany({ where: { createdAt: start } }),
        db.assignment.findMany(),
        db.job.findMany(),
        db.setupToken.findMany(),
        db.classJoin.findMany(),
        db.registrySignIn.findMany({ omit: { secretSealed: true } }),
        Promise.all([db.lessonStart.findMany(), db.stepTry.findMany(), db.stepPass.findMany(), db.stepReset.findMany()]),
        Promise.all([db.stepNote.findMany(), db.evidence.findMany(), db.helpRequest.findMany(), db.announcement.findMany()]),
        db.courseVersion.findMany({ select: { hash: true } }),
      ];
      return JSON.stringify([apiTokens, await Promise.all(tables), await Promise.all(rest)]);
    },
  };
}

interface Seeded {
  database: Uint8Array;
  tokens: Record<Person, string>;
}

/** Made by the first panel of a test file and copied for the others. */
let seeded: Promise<Seeded> | null = null;

async function seedOnce(): Promise<Seeded> {
  const directory = await makeDirectory('seed');
  const file = path.join(directory, 'seeded.db');
  try {
    await copyMigrated(file);
    const db = await createDb(`file:${file}`);
    const tokens = await seed(db);
    // Folds the write-ahead log back into the one file that is copied.
    await db.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)');
    await db.$disconnect();
    return { database: await readFile(file), tokens };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function seed(db: Db): Promise<Record<Person, string>> {
  const tokens: Partial<Record<Person, string>> = {};
  for (const name of ['a', 'b']) await buildClass(db, { id: idOf(`class${name}`), name });
  for (const [person, about] of Object.entries(people) as Array<[Person, (typeof people)[Person]]>) {
    const { id } = await buildUser(db, { id: idOf(person), name: person, role: about.role });
    if (about.class !== null)
      await buildEnrolment(db, { classId: idOf(`class${about.class}`), userId: id, role: about.classRole });
    tokens[person] = await buildToken(db, { id: idOf(`token${person}`), userId: id });
    // Of a browser nobody has the cookie of.
    const session = { id: idOf(`session${person}`), userId: id, tokenHash: person, epoch: 0, createdAt: start };
    await db.session.create({ data: { ...session, lastSeenAt: farAway, expiresAt: farAway } });
  }
  const nodes = [
    { name: 'node0', classId: idOf('classa'), assignees: [idOf('own')] },
    { name: 'node1', classId: idOf('classa'), assignees: [idOf('other')] },
    { name: 'node2', classId: idOf('classb'), assignees: [] },
  ];
  const offeredHostKey = `ssh-ed25519 ${offeredKey.toString('base64')}`;
  for (const node of nodes) await buildNode(db, { id: idOf(node.name), loginUser: 'root', offeredHostKey, ...node });
  await db.operation.create({ data: interruptedOperation() });
  await buildCourse(db);
  const course = { courseHash, courseOpenedAt: start };
  await db.class.update({ where: { id: idOf('classa') }, data: course });
  const hand = { classId: idOf('classa'), userId: idOf('own'), openKey: `${idOf('classa')}/${idOf('own')}`, createdAt: start };
  await db.helpRequest.create({ data: { id: idOf('hand'), ...hand, snapshot: '{"lastLines":null,"nodeState":null}' } });
  const ofOwn = { id: idOf('signinown'), userId: idOf('own') };
  const ofClass = { id: idOf('signinclass'), classId: idOf('classa') };
  for (const owner of [ofOwn, ofClass])
    await db.registrySignIn.create({
      data: { ...owner, host: 'stored.test', registryUser: 'lab', secretSealed: '-', createdAt: start },
    });
  const said = { classId: idOf('classa'), text: '{"en":"Hello"}', kind: 'message', byName: 'instructor', createdAt: start };
  await db.announcement.create({ data: { id: idOf('announcement'), ...said } });
  return tokens as Record<Person, string>;
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

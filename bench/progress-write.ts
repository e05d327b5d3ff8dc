import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBatchWriter } from '@/lib/features/progress/batch-writer';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import { type Look, storeChanges, storeJudgement } from '@/lib/features/progress/store-judgement';
import { createDb, migrate } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import { newId } from '@/lib/start-runtime';
import { holdDatabase } from './hold-database';
import { measureInterleaved, type Sample, timed } from './interleave';
import { check, compare, type Measure } from './report';

/** Against the same records, each in a transaction of its own. */
const goal = 1 / 10;
/** Against one row for each, where a judgement writes two or three with the chain of the class (docs/decisions/050-what-progress-write-measures.md). */
const oneRowGoal = 1 / 2;
const size = { students: 200, steps: 5 } as const;
const courseHash = 'a'.repeat(64);

/**
 * Judgements of 200 students that come at once: each a pass or a try with its evidence in the chain of the class, against the same, each in a
 * transaction of its own, and against the least a panel could do, one row by one `create` of Prisma for each. All answer their callers once
 * it is committed. Meanwhile, in blocks of their own, another process takes the database again and again.
 * @param samples bursts in each of the four blocks.
 */
export async function measureProgressWrite(samples: number, say: (line: string) => void): Promise<Measure> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  const url = `file:${directory}/berth.db`;
  await migrate(path.dirname(import.meta.dirname), url);
  const db = await createDb(url);
  try {
    const events = size.students * size.steps;
    const refused = { count: 0 };
    const compared = async (name: string, peer: Sample, limit: number) => {
      say(`${events} judgements at once, ${2 * (samples + 1)} times on each side, against ${name} …`);
      return compare(name, await measureInterleaved(ours(db, refused), peer, samples, 1), limit);
    };
    const comparisons = [
      await compared('one transaction each', judgements(db, refused, alone(db)), goal),
      await compared('one Prisma create each', oneRowEach(db), oneRowGoal),
    ];
    say('The same while another process writes …');
    const other = await holdDatabase(directory);
    const held = ours(db, refused);
    for (let n = 0; n < samples; n++) await timed(held);
    const times = await other.stop();
    if (times === 0) throw new Error('The other process never had the database.');
    return {
      name: 'progress-write',
      ours: `${events} judgements`,
      comparisons,
      checks: [check('refused', 'judgements that were refused, also while another process writes', refused.count, 0)],
    };
  } finally {
    await db.$disconnect();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Students with a node each, which bears the student's id: a judgement of a node that is not the student's is not stored. */
async function newClass(db: Db): Promise<{ classId: string; students: string[] }> {
  const now = new Date();
  const classId = newId();
  await db.class.create({ data: { id: classId, name: `class ${classId}`, createdAt: now } });
  const students = Array.from({ length: size.students }, () => newId());
  const person = (id: string) => ({ id, email: `${id}@berth.test`, name: id, role: 'student', passwordHash: '-' });
  await db.user.createMany({ data: students.map((id) => ({ ...person(id), createdAt: now, updatedAt: now })) });
  const node = (id: string) => ({ id, name: id, classId, host: '192.0.2.1', port: 22, loginUser: 'root', state: 'ready' });
  const unused = { credentialKind: 'password', credentialSealed: '-', stateSince: now, createdAt: now, updatedAt: now };
  await db.node.createMany({ data: students.map((id) => ({ ...node(id), ...unused })) });
  await db.assignment.createMany({ data: students.map((id) => ({ nodeId: id, userId: id, createdAt: now })) });
  return { classId, students };
}

const eachOf = <T>(students: readonly string[], work: (userId: string, stepId: string, number: number) => T): T[] =>
  Array.from({ length: size.steps }, (_, step) => students.map((userId, n) => work(userId, `s${step}`, n + step))).flat();

type Store = (look: Look) => Promise<unknown>;

let last = Date.now();
const clock = { newId, tick: () => new Date(++last) };

function ours(db: Db, refused: { count: number }): Sample {
  const store = createBatchWriter({ db }).together((tx, looks: readonly Look[]) =>
    storeChanges(
      tx,
      clock,
      looks.map((look) => ({ do: 'judge', look })),
    ),
  );
  return judgements(db, refused, store);
}

/** One after another, as the chain of a class asks for. */
const alone =
  (db: Db): Store =>
  (look) =>
    db.$transaction((tx) => storeJudgement(tx, clock, look), { maxWait: 120_000 });

/** Two in three fail, as they do. */
function judgements(db: Db, refused: { count: number }, store: Store): Sample {
  let prepared = newClass(db);
  return async () => {
    const { classId, students } = await prepared;
    const looks = eachOf(students, (userId, stepId, number): Look => {
      const of = { classId, userId, userName: userId, lessonId: 'l1', stepId, round: 1, nodeId: userId, courseHash };
      return { ...of, trigger: 'check', isFocus: true, verdict: verdictOf(number % 3 === 0), hint: null, about: {}, truth: null };
    });
    const stored = await Promise.allSettled(looks.map(store));
    refused.count += stored.filter((one) => one.status === 'rejected' || one.value === null).length;
    return async () => {
      const [passes, evidence] = [
        await db.stepPass.count({ where: { classId } }),
        await db.evidence.count({ where: { classId } }),
      ];
      if (evidence !== looks.length || passes !== looks.filter(({ verdict }) => verdict.verdict === 'passed').length)
        throw new Error(`${evidence} records and ${passes} passes are stored.`);
      prepared = newClass(db);
      await prepared;
    };
  };
}

function oneRowEach(db: Db): Sample {
  let prepared = newClass(db);
  return async () => {
    const { classId, students } = await prepared;
    const rows = eachOf(students, (userId, stepId) => {
      const of = { classId, userId, lessonId: 'l1', stepId, round: 1, nodeId: userId, courseHash };
      return { id: newId(), ...of, how: 'alone', at: new Date() };
    });
    await Promise.all(rows.map((data) => db.stepPass.create({ data })));
    return async () => {
      prepared = newClass(db);
      await prepared;
    };
  };
}

function verdictOf(holds: boolean): StepVerdict {
  const verdict = holds
    ? ({ verdict: 'passed', reason: 'holds' } as const)
    : ({ verdict: 'failed', reason: 'image_missing', wanted: 'ubuntu' } as const);
  const facts = { refs: ['ubuntu:latest'], id: `sha256:${courseHash}`, created: '2026-01-01T00:00:00Z' };
  return { verdict: verdict.verdict, checks: [{ checkId: 'image', kind: 'image', verdict, facts }], latched: [] };
}

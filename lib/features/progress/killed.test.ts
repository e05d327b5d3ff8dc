import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCell } from '@/lib/shared/board-cells';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { courseDouble, courseHash, verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { seeded } from '@/lib/testing/seeded';
import { brokenAt } from './evidence-chain';
import type { Look } from './store-judgement';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');
const studentCount = 200;
const steps = courseDouble.lessons.flatMap(({ id, file }) => file.steps.map((step) => ({ lessonId: id, stepId: step.id })));
/** Two by default; the large sample is asked for by whoever changes how progress is stored. */
const seeds = Array.from({ length: Number(process.env.BERTH_TEST_POINTS) || 2 }, (_, n) => n + 1);

/** A process that judges every step of every student and goes on with more, without end; it says so of each once its caller is answered. */
const script = `
  import { createDb } from '@/lib/gateways/db/create-db';
  import { createBatchWriter } from '@/lib/features/progress/batch-writer';
  import { storeChanges } from '@/lib/features/progress/store-judgement';
  const [url, who, json] = process.argv.slice(1);
  const { students, steps, look } = JSON.parse(json);
  const writer = createBatchWriter({ db: await createDb(url), pauseMs: 1 });
  let n = 0;
  let last = Date.now();
  const clock = { newId: () => who + String(++n).padStart(20, '0'), tick: () => new Date(++last) };
  const store = writer.together((tx, looks) => storeChanges(tx, clock, looks.map((each) => ({ do: 'judge', look: each }))));
  await Promise.all(students.map(async (userId) => {
    for (let at = 0; ; at++) {
      const step = steps[at] ?? { lessonId: 'more', stepId: 's' + at };
      const stored = await store({ ...look, userId, ...step });
      if (stored?.hasPassed) process.stdout.write([userId, step.lessonId, step.stepId].join(' ') + '\\n');
    }
  }));`;

/** @returns what was acknowledged before the process was killed, after so many */
async function writeUntilKilled(seed: number, students: string[], kill: number): Promise<string[]> {
  const look: Omit<Look, 'userId' | 'lessonId' | 'stepId'> = {
    ...{ classId, userName: 'student', round: 1, nodeId: idOf('node0'), courseHash, trigger: 'deed', isFocus: true },
    ...{ hint: null, about: {}, truth: null, verdict: verdictOf(['image', 'name'], () => true) },
  };
  const args = ['--import', 'tsx', '--input-type=module-typescript', '-e', script, panel.runtime.env.databaseUrl];
  const child = spawn(
    process.execPath,
    [...args, `k${String(seed).padStart(3, '0')}`, JSON.stringify({ students, steps, look })],
    {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const closed = once(child, 'close');
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === kill) child.kill('SIGKILL');
  }
  expect(await closed, `seed ${seed}`).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

test('a panel that is killed among 200 writing students has lost and doubled nothing it acknowledged', async () => {
  const { db } = panel.runtime;
  const at = new Date('2026-01-01T00:00:00Z');
  for (const seed of seeds) {
    const students = Array.from({ length: studentCount }, (_, n) => `s${seed}x${String(n).padStart(21, '0')}`);
    const person = (id: string) => ({ id, email: `${id}@berth.test`, name: id, role: 'student', passwordHash: '-' });
    await db.user.createMany({ data: students.map((id) => ({ ...person(id), createdAt: at, updatedAt: at })) });
    await db.enrolment.createMany({ data: students.map((userId) => ({ classId, userId, role: 'student', createdAt: at })) });
    const kill = 1 + Math.floor(seeded(seed)() * studentCount * steps.length);
    const acknowledged = await writeUntilKilled(seed, students, kill);
    expect(acknowledged.length, `seed ${seed}`).toBeGreaterThanOrEqual(kill);
    const rows = await db.stepPass.findMany({ where: { userId: { in: students } } });
    const stored = rows.map(({ userId, lessonId, stepId }) => `${userId} ${lessonId} ${stepId}`);
    expect(new Set(stored).size, `seed ${seed}`).toBe(stored.length);
    expect(
      acknowledged.filter((one) => !new Set(stored).has(one)),
      `seed ${seed}`,
    ).toEqual([]);
  }
  const evidence = await db.evidence.findMany({ where: { classId }, orderBy: { seq: 'asc' } });
  expect(brokenAt(evidence)).toBeNull();
  // A pass and its evidence are one commit.
  expect(evidence).toHaveLength(2 * (await db.stepPass.count({ where: { classId } })));

  const board = await panel.runtime.boards.snapshot(classId, 'en');
  const cells = Buffer.from(board.cells, 'base64');
  const green = board.rows.flatMap(({ userId }, row) =>
    steps.flatMap(({ lessonId, stepId }, column) => {
      const place = (row * steps.length + column) * 2;
      return readCell(cells[place] ?? 0, cells[place + 1] ?? 0).state === 'passed' ? [`${userId} ${lessonId} ${stepId}`] : [];
    }),
  );
  const passes = await db.stepPass.findMany({ where: { classId, lessonId: { not: 'more' } } });
  expect(green.sort()).toEqual(passes.map(({ userId, lessonId, stepId }) => `${userId} ${lessonId} ${stepId}`).sort());
}, 120_000);

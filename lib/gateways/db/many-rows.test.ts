import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { courseHash } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { addToRows, insertRows, selectRows } from './many-rows';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');
const key = { classId, userId: idOf('own'), lessonId: 'first', stepId: 'make', round: 1 };
const at = new Date('2026-01-01T00:00:00.123Z');
const tryRow = {
  ...key,
  verdict: 'failed',
  reason: `it's "so" \\ 노드\u0000`,
  tries: 2,
  latched: '[]',
  level: 0,
  levelAt: null,
  firstAt: at,
  at,
};

test('a row comes back as Prisma would have stored it, whatever its texts hold', async () => {
  const { db } = panel.runtime;
  const pass = { ...key, how: 'alone', nodeId: null, courseHash, byId: null, at };
  await insertRows(db, 'StepPass', [
    { id: idOf('pass'), ...pass },
    { id: idOf('other'), ...pass, stepId: '\'); DROP TABLE "StepPass"; --' },
  ]);
  expect(await db.stepPass.findMany({ orderBy: { id: 'desc' } })).toEqual([
    { id: idOf('pass'), ...pass },
    { id: idOf('other'), ...pass, stepId: '\'); DROP TABLE "StepPass"; --' },
  ]);
  await db.stepPass.create({ data: { id: idOf('prisma'), ...pass, stepId: 'tag' } });
  const by = {
    columns: ['userId', 'lessonId', 'stepId'],
    values: [
      [key.userId, 'first', 'tag'],
      [key.userId, 'first', 'make'],
    ],
  };
  const found = await selectRows<{ id: string; at: Date; nodeId: null }>(db, 'StepPass', ['id', 'at', 'nodeId'], classId, by, {
    dates: ['at'],
    orderBy: 'id',
  });
  expect(found).toEqual([
    { id: idOf('pass'), at, nodeId: null },
    { id: idOf('prisma'), at, nodeId: null },
  ]);
});

test('a row with the same key is an error, or replaced where that is asked for', async () => {
  const { db } = panel.runtime;
  await insertRows(db, 'StepTry', [tryRow]);
  await expect(insertRows(db, 'StepTry', [tryRow])).rejects.toThrow();
  await insertRows(db, 'StepTry', [{ ...tryRow, tries: 3 }], 'replace');
  expect(await db.stepTry.findMany()).toMatchObject([{ tries: 3, reason: tryRow.reason, firstAt: at }]);
  await insertRows(db, 'StepTry', []);
});

test('numbers of rows grow by what each is given', async () => {
  const { db } = panel.runtime;
  const of = {
    classId,
    userId: 'u',
    userName: 'u',
    nodeId: 'n',
    lessonId: 'l',
    stepId: 's',
    round: 1,
    checkId: 'c',
    verdict: 'failed',
  };
  const rows = [1, 2, 3].map((seq) => ({
    ...{ id: idOf(`evidence${seq}`), seq, ...of, reason: 'r', courseHash, record: '{}', previous: '', hash: '', count: 1, at },
  }));
  await insertRows(db, 'Evidence', rows);
  await addToRows(
    db,
    'Evidence',
    'count',
    new Map([
      [idOf('evidence1'), 2],
      [idOf('evidence3'), 5],
    ]),
  );
  expect((await db.evidence.findMany({ orderBy: { seq: 'asc' } })).map(({ count }) => count)).toEqual([3, 1, 6]);
});

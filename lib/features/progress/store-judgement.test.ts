import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { courseHash, verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { type BatchWriter, createBatchWriter } from './batch-writer';
import { brokenAt } from './evidence-chain';
import { loadRecords, stepKey } from './step-record';
import { type Look, storeJudgement } from './store-judgement';

let panel: ApiPanel;
let writer: BatchWriter;
beforeEach(async () => {
  panel = await startApiPanel();
  writer = createBatchWriter({ db: panel.runtime.db });
});
afterEach(async () => {
  await writer.stop();
  await panel.stop();
});

let last = Date.parse('2026-01-01T00:00:00Z');
const clock = () => ({ newId: panel.runtime.newId, tick: () => new Date(++last) });
const look = (given: Partial<Look> = {}): Look => ({
  ...{
    classId: idOf('classa'),
    userId: idOf('own'),
    userName: 'own',
    lessonId: 'first',
    stepId: 'make',
    round: 1,
    nodeId: idOf('node0'),
  },
  ...{ courseHash, trigger: 'deed', isFocus: true, hint: null, about: {}, truth: null },
  verdict: verdictOf(['image', 'name'], () => true),
  ...given,
});
const store = (given: Partial<Look> = {}) => writer.write((tx) => storeJudgement(tx, clock(), look(given)));
const recordNow = async () => {
  const records = await loadRecords(panel.runtime.db, { classId: idOf('classa'), userId: idOf('own') });
  return records.get(idOf('own'))?.get(stepKey('first', 'make'));
};

test('however many find it at once, a step passes once, and the chain of evidence is whole', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      store(n % 3 === 0 ? { verdict: verdictOf(['image', 'name'], (id) => id === 'name') } : {}),
    ),
  );
  expect(outcomes.filter((outcome) => outcome?.hasPassed)).toHaveLength(1);
  expect(await panel.runtime.db.stepPass.count()).toBe(1);
  const rows = await panel.runtime.db.evidence.findMany({ orderBy: { seq: 'asc' } });
  expect(brokenAt(rows)).toBeNull();
  expect(rows.length).toBeLessThan(5);
});

test('what is errored or fails later never takes a pass away', async () => {
  await store();
  expect(await store({ verdict: verdictOf(['image', 'name'], () => false), trigger: 'check' })).toBeNull();
  expect(await recordNow()).toMatchObject({ state: 'passed', how: 'alone' });
});

test('a look that began before a reset is worth nothing after it', async () => {
  await store();
  const of = { classId: idOf('classa'), userId: idOf('own'), lessonId: 'first', stepId: 'make' };
  await panel.runtime.db.stepReset.create({ data: { id: idOf('reset'), ...of, round: 1, at: new Date(++last) } });
  expect(await store()).toBeNull();
  expect(await recordNow()).toMatchObject({ state: 'untouched', round: 2 });
  expect(await store({ round: 2 })).toMatchObject({ hasPassed: true });
  expect(await panel.runtime.db.stepPass.count()).toBe(2);
});

test('the same reason again raises a counter in place of a record', async () => {
  const failing = { verdict: verdictOf(['image', 'name'], () => false), trigger: 'check' } as const;
  for (let n = 0; n < 3; n++) await store(failing);
  const rows = await panel.runtime.db.evidence.findMany();
  expect(rows.map(({ checkId, count }) => [checkId, count])).toEqual([
    ['image', 3],
    ['name', 3],
  ]);
  expect(await recordNow()).toMatchObject({ state: 'failed', tries: 3, reasonCount: 3 });
});

test('one piece of work that fails is told so alone', async () => {
  const none = store({ classId: idOf('noclass') });
  const good = store();
  await expect(none).rejects.toThrow();
  expect(await good).toMatchObject({ hasPassed: true });
});

test('two processes that judge the same student lose and double nothing', async () => {
  const script = `
    import { createDb } from '@/lib/gateways/db/create-db';
    import { createBatchWriter } from '@/lib/features/progress/batch-writer';
    import { storeJudgement } from '@/lib/features/progress/store-judgement';
    const [url, who, look] = process.argv.slice(1);
    const db = await createDb(url);
    const writer = createBatchWriter({ db, pauseMs: 1 });
    let n = 0;
    const clock = { newId: () => who + String(++n).padStart(23, '0'), tick: () => new Date() };
    const given = JSON.parse(look);
    const all = [];
    for (let step = 0; step < 40; step++) all.push(writer.write((tx) => storeJudgement(tx, clock, { ...given, stepId: 's' + step })));
    const done = await Promise.all(all);
    console.log(done.filter((one) => one?.hasPassed).length);
    await writer.stop();
    await db.$disconnect();`;
  const run = promisify(execFile);
  const given = JSON.stringify(look());
  const args = (who: string) => [
    '--import',
    'tsx',
    '--input-type=module-typescript',
    '-e',
    script,
    panel.runtime.env.databaseUrl,
    who,
    given,
  ];
  const said = await Promise.all(['a', 'b'].map((who) => run(process.execPath, args(who), { cwd: process.cwd() })));
  expect(said.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(40);
  expect(await panel.runtime.db.stepPass.count()).toBe(40);
  const rows = await panel.runtime.db.evidence.findMany({ orderBy: { seq: 'asc' } });
  expect(rows).toHaveLength(80);
  expect(brokenAt(rows)).toBeNull();
}, 120_000);

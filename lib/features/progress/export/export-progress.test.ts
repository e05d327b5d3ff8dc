import { createPublicKey, verify } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signingKeyOf } from '@/lib/gateways/secrets/signing-key';
import { accountAddress } from '@/lib/shared/account-name';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { checkStep } from '../check-step';
import { changeCourse } from '../class-course';
import { csvOf } from './csv';
import { exportProgress } from './export-progress';

let panel: ApiPanel;
const classId = idOf('classa');
beforeEach(async () => {
  panel = await startApiPanel();
  await panel.runtime.db.user.update({ where: { id: idOf('own') }, data: { name: '=SUM(A1)', email: 'Own@berth.test' } });
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await checkStep(await panel.as('own'), { classId, lessonId: 'first', stepId: 'make' });
  await panel.runtime.progress.settled();
});
afterEach(() => panel.stop());

const exported = async (format: Parameters<typeof exportProgress>[1]['format']) =>
  exportProgress(await panel.as('instructor', { locale: 'en' }), { classId, format });
const rowsOf = (text: string | Uint8Array): string[][] => parse(String(text), { bom: true });

test('CSV: with a mark of its bytes, lines that end as Windows does, and no formula', async () => {
  const { text } = await exported('csv');
  expect(String(text).startsWith('\ufeff')).toBe(true);
  expect(String(text).split('\r\n').at(-1)).toBe('');
  const [head = [], ...rows] = rowsOf(text);
  const own = rows.find((row) => row[2] === 'own@berth.test') ?? [];
  // Reading and making, and the step behind it which was judged with them.
  expect(own.slice(0, 6)).toEqual(['', "'=SUM(A1)", 'own@berth.test', '4', '5', '3']);
  expect([
    own[head.indexOf('first/make state')],
    own[head.indexOf('first/make how')],
    own[head.indexOf('first/make points')],
  ]).toEqual([...['passed', 'alone', '2']]);
  expect(rows).toHaveLength(2);
  expect(csvOf([['a"b', 'c,d', '-1', -1]])).toBe('\ufeff"a""b","c,d",\'-1,-1\r\n');
});

test('Moodle and Canvas: people by their address, points by lesson', async () => {
  const [moodle, ...people] = rowsOf((await exported('moodle')).text);
  expect(moodle).toEqual(['Email address', 'ID number', 'Full name', 'first First', 'second Second', 'Course total']);
  expect(people.map((row) => [row[0], ...row.slice(3)])).toContainEqual(['own@berth.test', '4', '0', '4']);
  const [canvas, possible] = rowsOf((await exported('canvas')).text);
  expect(canvas?.slice(0, 5)).toEqual(['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section']);
  expect(possible?.slice(5)).toEqual(['4', '1']);
});

test('who has a student number alone is known by it in every file, and by no address that does not exist', async () => {
  await panel.runtime.db.user.update({ where: { id: idOf('own') }, data: { name: '김하늘', email: accountAddress('20261234') } });
  const files = await Promise.all((['csv', 'moodle', 'canvas', 'json', 'xapi'] as const).map(exported));
  const [csv = '', moodle = '', canvas = '', json = '', xapi = ''] = files.map(({ text }) => String(text));
  expect([csv, moodle, canvas, json, xapi].filter((text) => text.includes('.invalid'))).toEqual([]);
  expect(
    rowsOf(csv)
      .find((row) => row[1] === '김하늘')
      ?.slice(0, 3),
  ).toEqual(['20261234', '김하늘', '']);
  expect(
    rowsOf(moodle)
      .find((row) => row[2] === '김하늘')
      ?.slice(0, 2),
  ).toEqual(['', '20261234']);
  expect(
    rowsOf(canvas)
      .find((row) => row[0] === '김하늘')
      ?.slice(2, 4),
  ).toEqual(['20261234', '20261234']);
  expect((JSON.parse(json) as { students: unknown[] }).students).toContainEqual(
    expect.objectContaining({ account: '20261234', email: null }),
  );
  const [statement = '{}'] = xapi.split('\n');
  expect(JSON.parse(statement)).toMatchObject({ actor: { name: '김하늘', account: { name: '20261234' } } });
});

test('a class that counts a solution half has it so in every total', async () => {
  const { db } = panel.runtime;
  await db.stepPass.updateMany({ where: { stepId: 'make' }, data: { how: 'solution' } });
  const whole = rowsOf((await exported('csv')).text).find((row) => row[2] === 'own@berth.test');
  await changeCourse(await panel.as('instructor'), { classId, solutionHalf: true });
  const [head = [], ...rows] = rowsOf((await exported('csv')).text);
  const half = rows.find((row) => row[2] === 'own@berth.test');
  expect([whole?.[3], half?.[3], half?.[4], half?.[head.indexOf('first/make points')]]).toEqual(['4', '3', '5', '1']);
  const [, ...people] = rowsOf((await exported('moodle')).text);
  expect(people.find((row) => row[0] === 'own@berth.test')?.slice(3)).toEqual(['3', '0', '3']);
  const statement = String((await exported('xapi')).text)
    .split('\n')
    .find((line) => line.includes('/first/make"'));
  expect(JSON.parse(statement ?? '{}')).toMatchObject({ result: { score: { raw: 1, min: 0, max: 2 } } });
});

test('xAPI: a statement for each step that is over, with the same id each time', async () => {
  const first = String((await exported('xapi')).text);
  const statements = first
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; object: { id: string }; result: unknown });
  expect(statements).toHaveLength(3);
  expect(new Set(statements.map(({ id }) => id)).size).toBe(3);
  for (const { id } of statements) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(statements.find(({ object }) => object.id.endsWith('/first/make'))?.result).toMatchObject({
    success: true,
    score: { raw: 2 },
  });
  expect(String((await exported('xapi')).text)).toBe(first);
});

test('the archive: what is in it is what was signed, by the panel’s key', async () => {
  const { text } = await exported('zip');
  const files = unzipSync(text as Uint8Array);
  const file = (name: string): Uint8Array => files[name] ?? new Uint8Array();
  const pem = strFromU8(file('public-key.pem'));
  expect(pem).toBe(signingKeyOf(panel.runtime.authSecret).publicPem);
  expect(verify(null, file('manifest.json'), createPublicKey(pem), file('manifest.sig'))).toBe(true);
  const manifest = JSON.parse(strFromU8(file('manifest.json'))) as { chain: unknown; files: Record<string, string> };
  expect(Object.keys(manifest.files).sort()).toEqual(['progress.csv', 'progress.json', 'statements.jsonl']);
  expect(manifest.chain).toMatchObject({ seq: 3, brokenAt: null });
  const forged = Buffer.from(file('manifest.json'));
  forged[5] = (forged[5] ?? 0) ^ 1;
  expect(verify(null, forged, createPublicKey(pem), file('manifest.sig'))).toBe(false);
});

test('evidence that was changed in the database is named in the export', async () => {
  await panel.runtime.db.evidence.updateMany({ where: { seq: 2 }, data: { verdict: 'failed' } });
  expect(JSON.parse(String((await exported('json')).text))).toMatchObject({ chain: { seq: 3, brokenAt: 2 } });
});

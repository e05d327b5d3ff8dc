import { createHash, createPublicKey, verify } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { createClass, updateClass } from '@/lib/features/classes/classes';
import { setClassDefaults } from '@/lib/features/nodes/class-defaults';
import { changeCourse } from '@/lib/features/progress/class-course';
import { openLesson } from '@/lib/features/progress/lessons';
import { createClassSchema } from '@/lib/shared/accounts';
import { type ApiPanel, joinCode, startApiPanel } from '@/lib/testing/api-panel';
import { courseHash, courseZip, verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { archiveClass } from './archive-class';
import { makeClass } from './make-class';

const classId = idOf('classa');
let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  await panel.runtime.jobs.cancel(panel.jobId, idOf('instructor'));
  await panel.runtime.db.job.updateMany({ data: { state: 'done' } });
  ctx = await panel.as('instructor');
});
afterEach(() => panel.stop());

async function studied(): Promise<void> {
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
}

test('a closed class is one archive: who was in it, what they did, what was done to it, signed, and without secrets', async () => {
  const secret = { kind: 'password' as const, password: 'canary-of-a-default' };
  await setClassDefaults(ctx, { classId, loginUser: 'pi', port: 22, jumpNodeId: null, credential: secret });
  await studied();
  await updateClass(ctx, { classId, closed: true });
  const closed = await panel.as('instructor');
  const { fileName, contentType, text } = await archiveClass(closed, { classId });
  expect([fileName, contentType]).toEqual(['class.zip', 'application/zip']);
  const files = unzipSync(text as Uint8Array);
  const file = (name: string): Uint8Array => files[name] ?? new Uint8Array();
  const manifest = JSON.parse(strFromU8(file('manifest.json')));
  const key = createPublicKey(strFromU8(file('public-key.pem')));
  expect(verify(null, file('manifest.json'), key, file('manifest.sig'))).toBe(true);
  expect(manifest).toMatchObject({ className: 'a', courseHash, chain: { brokenAt: null } });
  const named = Object.entries(manifest.files as Record<string, string>);
  expect(named.map(([name]) => name).sort()).toEqual(
    ['audit.jsonl', 'class.json', 'course.zip', 'progress.csv', 'progress.json', 'statements.jsonl'].sort(),
  );
  for (const [name, hash] of named) expect(createHash('sha256').update(file(name)).digest('hex'), name).toBe(hash);
  expect(Buffer.from(file('course.zip')).equals(Buffer.from(courseZip))).toBe(true);
  expect(JSON.parse(strFromU8(file('class.json')))).toMatchObject({
    ...{ name: 'a', closedAt: expect.any(String), courseHash },
    people: expect.arrayContaining([expect.objectContaining({ email: 'own@berth.test', role: 'student' })]),
    nodes: expect.arrayContaining([
      expect.objectContaining({ name: 'node0', students: [expect.objectContaining({ email: 'own@berth.test' })] }),
    ]),
    announcements: [expect.objectContaining({ text: { en: 'Hello' } })],
  });
  const lines = strFromU8(file('audit.jsonl')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).action)).toContain('class.update');
  const everything = Object.values(files)
    .map((bytes) => Buffer.from(bytes).toString('utf8'))
    .join();
  expect(everything).not.toMatch(/canary|Sealed|passwordHash|BERTH234/);
  expect(everything).not.toContain(joinCode);
});

test('a class without a course has an archive too, and whoever does not teach it gets none', async () => {
  await ctx.db.class.update({ where: { id: classId }, data: { courseHash: null } });
  const files = unzipSync((await archiveClass(ctx, { classId })).text as Uint8Array);
  expect(Object.keys(files)).not.toContain('progress.csv');
  for (const person of ['own', 'stranger'] as const)
    await expect(archiveClass(await panel.as(person), { classId })).rejects.toMatchObject({ code: 'not_found' });
});

test('a copy of a closed class has its course and settings, begins at its first lesson, and has no students and no progress', async () => {
  await studied();
  await changeCourse(ctx, { classId, ownValues: true, openUpTo: 'first' });
  await updateClass(ctx, { classId, closed: true });
  const made = await makeClass(await panel.as('instructor'), createClassSchema.parse({ name: 'next term', copyOf: classId }));
  expect(made).toMatchObject({ students: 0, nodes: 0, instructors: 1, closedAt: null });
  const row = await ctx.db.class.findUniqueOrThrow({ where: { id: made.id }, include: { join: true } });
  expect(row).toMatchObject({ courseHash, ownValues: true, openUpTo: null, join: null, courseOpenedAt: expect.any(Date) });
  expect(await ctx.db.stepPass.count({ where: { classId: made.id } })).toBe(0);
  expect(await ctx.db.node.count({ where: { classId } })).toBe(2);
});

test('with its nodes: they leave the closed class, nobody keeps one, and the progress stays where it was', async () => {
  await studied();
  await updateClass(ctx, { classId, closed: true });
  const made = await makeClass(await panel.as('instructor'), { name: 'next term', copyOf: classId, moveNodes: true });
  expect(made).toMatchObject({ nodes: 2, nodesFree: 2 });
  const nodes = await ctx.db.node.findMany({ where: { classId: made.id }, include: { assignments: true } });
  expect(nodes.map(({ name, assignments }) => [name, assignments.length]).sort()).toEqual([
    ['node0', 0],
    ['node1', 0],
  ]);
  expect(await ctx.db.stepPass.count({ where: { classId } })).toBeGreaterThan(0);
});

test('while a node is worked on, no class is made that would wait for it', async () => {
  await ctx.db.job.updateMany({ where: { nodeId: idOf('node0') }, data: { state: 'running' } });
  const input = { name: 'next term', copyOf: classId, moveNodes: true };
  await expect(makeClass(ctx, input)).rejects.toMatchObject({ code: 'operation_running' });
  await expect(makeClass(await panel.as('stranger'), input)).rejects.toMatchObject({ code: 'not_found' });
  expect(await ctx.db.class.count()).toBe(2);
  expect((await createClass(ctx, { name: 'next term', copyOf: classId })).nodes).toBe(0);
});

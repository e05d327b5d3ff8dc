import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Runtime } from '@/lib/core/runtime';
import { createCourses } from '@/lib/features/courses/create-courses';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { courseHash } from '@/lib/testing/course-double';
import { demo, seedDemo } from '@/prisma/seed';
import { openDemoCourse } from './demo-course';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../courses');
let panel: ApiPanel;
let runtime: Runtime;
beforeEach(async () => {
  panel = await startApiPanel();
  const { db, log, now } = panel.runtime;
  // With the courses that come with the panel.
  runtime = { ...panel.runtime, courses: createCourses({ db, log, now, folder }) };
  await seedDemo(runtime, 'a password of the demo', []);
});
afterEach(() => panel.stop());

const open = (host = '198.18.9.2') => openDemoCourse(runtime, { registry: { host, port: 5000 } });
const row = () => runtime.db.class.findUniqueOrThrow({ where: { name: demo.className } });
const chosen = () => runtime.db.auditEntry.findMany({ where: { action: 'course.choose' } });

test('the class of the demo does docker-basics, and its registry is that of the lab; again, nothing changes', async () => {
  await open();
  const first = await row();
  expect(first.registryUrl).toBe('http://198.18.9.2:5000');
  expect((await runtime.courses.get(first.courseHash ?? '')).id).toBe('docker-basics');
  expect(await chosen()).toHaveLength(1);
  await open();
  expect(await row()).toEqual(first);
  expect(await chosen()).toHaveLength(1);
});

test('another start of the lab may get another network; a registry that somebody put on a node stays', async () => {
  await open();
  await open('198.18.7.2');
  expect((await row()).registryUrl).toBe('http://198.18.7.2:5000');
  await runtime.db.class.update({
    where: { name: demo.className },
    data: { registryUrl: null, registryNodeId: 'n0de00000000000000000000' },
  });
  await open();
  expect(await row()).toMatchObject({ registryUrl: null, registryNodeId: 'n0de00000000000000000000' });
});

test('a course that somebody chose stays; a version that came with an older panel gives way to the newest', async () => {
  await open();
  const newest = (await row()).courseHash;
  const choose = (hash: string) => runtime.db.class.update({ where: { name: demo.className }, data: { courseHash: hash } });
  await choose(courseHash);
  await open();
  expect((await row()).courseHash).toBe(courseHash);

  const { files } = await runtime.db.courseVersion.findUniqueOrThrow({ where: { hash: newest ?? '' } });
  const old = { hash: 'f'.repeat(64), courseId: 'docker-basics', version: '0.9.0', origin: 'builtin' };
  await runtime.db.courseVersion.create({ data: { ...old, files, createdAt: runtime.now() } });
  await choose(old.hash);
  await open();
  expect((await row()).courseHash).toBe(newest);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { buildClass, buildEnrolment } from '@/lib/testing/factories';
import { courseClassOf } from './course-class';

const courseHash = 'a'.repeat(64);
let panel: ApiPanel;
let ctx: Ctx;
beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('own');
  // The class that every test panel has is without a course here.
  await ctx.db.class.updateMany({ data: { courseHash: null, courseOpenedAt: null } });
});
afterEach(() => panel.stop());

/** A class that this student is in. */
async function enrolIn(given: Parameters<typeof buildClass>[1], role = 'student'): Promise<string> {
  const { id } = await buildClass(ctx.db, given);
  await buildEnrolment(ctx.db, { classId: id, userId: ctx.actor.id, role });
  return id;
}
const openedAt = (day: number) => new Date(Date.UTC(2026, 0, day));

test('without a course a student has none to land in', async () => {
  await enrolIn({});
  expect(await courseClassOf(ctx)).toBeNull();
});

test('of several courses it is the one that was opened last, and not of a class that is over', async () => {
  const first = await enrolIn({ courseHash, courseOpenedAt: openedAt(2) });
  await enrolIn({ courseHash, courseOpenedAt: openedAt(1) });
  await enrolIn({ courseHash, courseOpenedAt: openedAt(3), closedAt: openedAt(4) });
  expect(await courseClassOf(ctx)).toBe(first);
});

test('a course of a class they are not in, or teach, is not theirs', async () => {
  await buildClass(ctx.db, { courseHash, courseOpenedAt: openedAt(2) });
  await enrolIn({ courseHash, courseOpenedAt: openedAt(2) }, 'instructor');
  expect(await courseClassOf(ctx)).toBeNull();
});

test('staff land elsewhere', async () => {
  ctx = await panel.as('instructor');
  await enrolIn({ courseHash, courseOpenedAt: openedAt(2) });
  expect(await courseClassOf(ctx)).toBeNull();
});

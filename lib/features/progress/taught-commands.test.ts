import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { changeCourse, setCourse } from './class-course';
import { listTaughtCommands } from './taught-commands';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');
const told = async (who: Parameters<ApiPanel['as']>[0], locale: 'en' | 'ko' = 'en') =>
  (await listTaughtCommands(await panel.as(who, { locale }), { classId })).items;
const pull = { command: 'pull', lesson: 'first', number: 1, title: 'First' };
const tag = { ...pull, command: 'tag' };
const ps = { command: 'ps', lesson: 'second', number: 2, title: 'Second' };

test('a student is told which lesson teaches a command, in their language', async () => {
  expect(await told('own')).toEqual([pull, tag, ps]);
  expect((await told('own', 'ko')).map(({ title }) => title)).toEqual(['처음', '처음', '다음']);
});

test('of a lesson that is not open yet a student is not told; staff are', async () => {
  await changeCourse(await panel.as('instructor'), { classId, openUpTo: 'first' });
  expect(await told('own')).toEqual([pull, tag]);
  expect(await told('instructor')).toEqual([pull, tag, ps]);
  await changeCourse(await panel.as('instructor'), { classId, openUpTo: 'second' });
  expect(await told('own')).toEqual([pull, tag, ps]);
});

test('a class without a course teaches none, and who is not of the class is not told that it is there', async () => {
  await expect(told('stranger')).rejects.toMatchObject({ code: 'not_found' });
  await setCourse(await panel.as('instructor'), { classId, hash: null });
  expect(await told('own')).toEqual([]);
  expect(await told('instructor')).toEqual([]);
  await expect(told('stranger')).rejects.toMatchObject({ code: 'not_found' });
});

import { expect, test } from 'vitest';
import { lessonFileSchema } from './schema';

const lesson = (path: string) => ({
  title: { en: 'Lesson' },
  minutes: 5,
  steps: [{ id: 'make', title: { en: 'Make' }, read: true, creates: { paths: [path] } }],
});

test('what a reset removes is named by a path that means the same before and after the lesson', () => {
  for (const path of ['/lab', '/lab/', '/lab/chroot', '/lab/..hidden', '/lab/.config', '/lab/a..b'])
    expect([path, lessonFileSchema.safeParse(lesson(path)).success]).toEqual([path, true]);
  for (const path of ['/', 'lab', '/lab/../etc', '/..', '/lab/..', '/lab/./x', '/lab/../', '//etc', '/lab\nx'])
    expect([path, lessonFileSchema.safeParse(lesson(path)).success]).toEqual([path, false]);
});

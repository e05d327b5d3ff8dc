import { expect, test } from 'vitest';
import type { CourseOutlineDto } from '@/lib/shared/courses';
import { lessonAddress } from '@/app/_components/course-address';
import { lessonNumber } from '@/lib/shared/lesson-number';
import { isLessonOpen, progressOf } from './outline-progress';

const lessons = ['00-lab', '01-root', '02-docker'].map((id) => ({ id }) as CourseOutlineDto['lessons'][number]);

test('what was passed and what was excused is over', () => {
  const steps = (['passed', 'excused', 'failed', 'errored', 'working', 'untouched'] as const).map((state, n) => ({
    id: `s${n}`,
    title: '',
    points: 1,
    state,
  }));
  expect(progressOf({ steps })).toEqual({ done: 2, all: 6 });
});

test('lessons are open up to the one that was named, and none beyond the course', () => {
  expect(lessons.map(({ id }) => isLessonOpen({ openUpTo: '01-root', lessons }, id))).toEqual([true, true, false]);
  expect(isLessonOpen({ openUpTo: null, lessons }, '02-docker')).toBe(true);
  expect(isLessonOpen({ openUpTo: '01-root', lessons }, 'other')).toBe(false);
});

test('a lesson has the number of its id where all have one, else its place', () => {
  expect(lessonNumber(['00-lab', '01-root'], '01-root')).toBe(1);
  expect(lessonNumber(['00-lab', '01-root'], '00-lab')).toBe(0);
  expect(lessonNumber(['intro', '01-root'], '01-root')).toBe(2);
});

test('a step is a part of its lesson’s page', () => {
  expect(lessonAddress('c', '09-commit', 'make')).toBe('/classes/c/course/09-commit#step-make');
});

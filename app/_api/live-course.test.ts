import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import type { CourseOutlineDto, LessonDto, LessonStepDto, StepProgressDto } from '@/lib/shared/courses';
import { courseKeys } from './hooks/keys';
import { onStepChanged, writeLesson, writeStep } from './live-course';

const client = new QueryClient();
afterEach(() => client.clear());
const lessonKey = courseKeys.lesson('c', '09-commit');

const progress = (part: Partial<StepProgressDto> = {}): StepProgressDto => ({
  lesson: '09-commit',
  step: 'commit',
  state: 'working',
  how: null,
  revision: 2,
  passedAt: null,
  tries: 0,
  checks: [],
  hint: null,
  level: 0,
  ...part,
});
const step = (part: Partial<StepProgressDto> = {}) => ({ id: 'commit', more: null, progress: progress(part) }) as LessonStepDto;
const other = { id: 'other', progress: progress({ step: 'other', revision: 9 }) } as LessonStepDto;
const lesson = (part: Partial<StepProgressDto> = {}) => ({ id: '09-commit', steps: [step(part), other] }) as LessonDto;
const held = () => client.getQueryData<LessonDto>(lessonKey);
const stateInOutline = () =>
  client.getQueryData<CourseOutlineDto>(courseKeys.outline('c'))?.lessons[0]?.steps.map(({ state }) => state);

function show(): void {
  client.setQueryData(lessonKey, lesson());
  client.setQueryData(courseKeys.outline('c'), {
    lessons: [
      {
        id: '09-commit',
        steps: [
          { id: 'commit', state: 'working' },
          { id: 'other', state: 'untouched' },
        ],
      },
    ],
  });
}

test('a judgement is written into the lesson and the outline, and its lesson is fetched for what comes with it', () => {
  show();
  onStepChanged(client, { classId: 'c', ...progress({ revision: 3, state: 'passed', how: 'alone' }) });
  expect(held()?.steps[0]?.progress).toMatchObject({ state: 'passed', how: 'alone' });
  expect(held()?.steps[0]?.progress).not.toHaveProperty('classId');
  expect(held()?.steps[1]).toBe(other);
  expect(stateInOutline()).toEqual(['passed', 'untouched']);
  expect(client.getQueryState(lessonKey)?.isInvalidated).toBe(true);
});

test('one that says the same state again asks for nothing', () => {
  show();
  onStepChanged(client, { classId: 'c', ...progress({ revision: 3, tries: 1 }) });
  expect(held()?.steps[0]?.progress.tries).toBe(1);
  expect(client.getQueryState(lessonKey)?.isInvalidated).toBe(false);
});

test('an older judgement never replaces a newer one', () => {
  show();
  onStepChanged(client, { classId: 'c', ...progress({ revision: 1, state: 'failed' }) });
  expect(held()?.steps[0]?.progress).toMatchObject({ revision: 2, state: 'working' });
});

test('the answer of a call brings its step, but not a progress that was overtaken', () => {
  show();
  writeStep(client, 'c', '09-commit', { ...step({ revision: 1, state: 'failed' }), more: 'docker commit' });
  expect(held()?.steps[0]).toMatchObject({ more: 'docker commit', progress: { revision: 2, state: 'working' } });
  writeStep(client, 'c', '09-commit', step({ revision: 4, state: 'passed' }));
  expect(held()?.steps[0]?.progress.state).toBe('passed');
});

test('what a page does not hold is not made up', () => {
  onStepChanged(client, { classId: 'c', ...progress() });
  writeStep(client, 'c', '09-commit', step());
  expect(
    client
      .getQueryCache()
      .getAll()
      .filter((query) => query.state.data !== undefined),
  ).toEqual([]);
});

test('a lesson that was written before a judgement keeps it', () => {
  client.setQueryData(lessonKey, lesson({ revision: 5, state: 'passed' }));
  writeLesson(client, 'c', lesson());
  expect(held()?.steps[0]?.progress.state).toBe('passed');
  writeLesson(client, 'c', lesson({ revision: 6, state: 'failed' }));
  expect(held()?.steps[0]?.progress.state).toBe('failed');
});

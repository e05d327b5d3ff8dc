import { expect, test } from 'vitest';
import { changeFile, exampleFiles } from '@/lib/testing/example-course';
import type { Course } from './course';
import { readCourse } from './read-course';
import { asUntrusted } from './untrusted';

async function courseWith(script: string): Promise<Course> {
  const files = await exampleFiles();
  changeFile(
    files,
    'lessons/01-hello/lesson.yaml',
    '- { id: running, is: container, name: hello, image: alpine, state: running, stable: 2s }',
    script,
  );
  const { course, issues } = readCourse(files);
  expect(issues).toEqual([]);
  return course as Course;
}

test('a step that only a program checks is one to read where nobody trusts it, if it says so', async () => {
  const course = await courseWith('- { is: script, run: exit 0, untrusted: read }');
  const [step, other] = asUntrusted(course).lessons[0]?.file.steps ?? [];
  expect(step).toMatchObject({ id: 'run', read: true });
  expect(step?.checks).toBeUndefined();
  expect(other?.checks?.length).toBeGreaterThan(0);
  expect(course.lessons[0]?.file.steps[0]?.read).toBeUndefined();
});

test.each([
  '- { is: script, run: exit 0 }',
  '- { is: script, run: exit 0, untrusted: read }\n      - { is: container, name: hello }',
])('a step with another check stays as it is: %s', async (script) => {
  const course = await courseWith(script);
  expect(asUntrusted(course)).toBe(course);
});

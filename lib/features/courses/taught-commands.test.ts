import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { CourseLesson } from './course';
import { readCourse } from './read-course';
import { readFolder } from './read-folder';
import { taughtCommands } from './taught-commands';

const lesson = (id: string, steps: unknown[]): CourseLesson => ({ id, file: { steps } as CourseLesson['file'], blocks: {} });

test('a command is taught by the first lesson that has it typed, or whose step is done by it', () => {
  const taught = taughtCommands([
    lesson('one', [
      { commands: [{ run: 'time docker run --rm ubuntu true' }, { run: 'docker rmi', keys: true }] },
      { commands: [{ run: 'docker rm -f $(docker ps -aq)' }], checks: [{ is: 'deed', event: 'start' }] },
    ]),
    lesson('two', [
      { commands: [{ run: 'docker run -it ubuntu' }], checks: [{ is: 'deed', event: 'attach' }] },
      {
        checks: [
          { is: 'any', of: [{ is: 'deed', event: 'tag' }, { is: 'image' }] },
          { is: 'deed', event: 'pull', not: true },
        ],
      },
    ]),
  ]);
  expect([...taught]).toEqual([
    ['run', 'one'],
    ['rm', 'one'],
    ['ps', 'one'],
    ['attach', 'two'],
    ['tag', 'two'],
  ]);
});

test('of the course that comes with the panel', async () => {
  const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../courses/docker-basics');
  const { course } = readCourse((await readFolder(folder)).files);
  expect(Object.fromEntries(course?.taught ?? [])).toMatchObject({
    ...{ run: '03-container', exec: '03-container', inspect: '03-container', rm: '03-container', ps: '06-images' },
    ...{ images: '06-images', rmi: '06-images', pull: '07-pull', attach: '08-run', commit: '09-commit' },
    ...{ build: '10-dockerfile', history: '10-dockerfile', push: '11-registry', 'system df': '12-why' },
  });
  expect(course?.taught.has('volume create')).toBe(false);
});

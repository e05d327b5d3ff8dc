import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exampleFolder } from '@/lib/testing/example-course';
import { makeDirectory } from '@/lib/testing/temporary-directory';
import { addCourseCommands } from './course';

let directory: string;

beforeEach(async () => {
  directory = await makeDirectory('course');
});

afterEach(async () => {
  process.exitCode = undefined;
  await rm(directory, { recursive: true, force: true });
});

/** What the command prints, and its exit code. */
async function run(...args: string[]): Promise<{ printed: string; exitCode: unknown }> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const program = new Command('berth');
  addCourseCommands(program);
  await program.parseAsync(['course', 'check', ...args], { from: 'user' });
  log.mockRestore();
  return { printed: lines.join('\n'), exitCode: process.exitCode };
}

test('a course without mistakes is summed up', async () => {
  expect(await run(exampleFolder)).toEqual({
    printed: 'hello-course 1.0.0: 1 lessons, 2 steps, ko en. No mistakes.',
    exitCode: undefined,
  });
  expect(JSON.parse((await run(exampleFolder, '--json')).printed)).toMatchObject({
    course: { id: 'hello-course', steps: 2 },
    issues: [],
  });
});

test('each mistake is a line that an editor opens, and the exit code is 1', async () => {
  const folder = path.join(directory, 'mine');
  await cp(exampleFolder, folder, { recursive: true });
  await writeFile(path.join(folder, 'note.txt'), 'x');
  expect(await run(folder)).toEqual({
    printed: `${folder}/note.txt:1:1: No file of this name belongs to a course.`,
    exitCode: 1,
  });
  expect(JSON.parse((await run(folder, '--json')).printed)).toMatchObject({
    course: null,
    issues: [{ file: 'note.txt', line: 1, col: 1, code: 'file', severity: 'error' }],
  });
});

test('a folder without a course says so', async () => {
  expect((await run(directory)).printed).toContain('course.yaml:1:1: There is no file course.yaml.');
});

import { cp, readFile, rm, writeFile } from 'node:fs/promises';
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

/** What an author may do to a long course: the file, what stands there, and what is put in its place. `▶` is where it must be named. */
const mistakes: Array<[what: string, file: string, from: string, to: string]> = [
  ['a lesson that is not there', 'course.yaml', '09-commit', '▶09-comit'],
  ['an unknown kind of check', 'lessons/09-commit/lesson.yaml', 'is: diff', 'is: ▶dif'],
  ['a command that is not there', 'lessons/07-pull/lesson.yaml', 'solution: [', 'solution: [▶nosuch, '],
  ['a step after one that is not there', 'lessons/08-run/lesson.yaml', '  - id: ', '  - after: ▶nosuch\n    id: '],
  ['a value that is not declared', 'lessons/09-commit/lesson.yaml', 'text: hello {{me.word}}', 'text: hello ▶{{me.wort}}'],
  ['a line of YAML that is none', 'lessons/05-chroot-2/lesson.yaml', '\nsteps:', '\n▶@steps:'],
  ['a script in a Korean text', 'lessons/03-container/ko.md', '::step{#', '▶<script>alert(1)</script>\n\n::step{#'],
  ['a link that runs', 'lessons/06-images/en.md', '::step{#', '▶[x](javascript:alert(1))\n\n::step{#'],
  ['a step that is marked in one language', 'lessons/10-dockerfile/en.md', '::step{#', '▶::step{#nosuch}\n\n::step{#'],
  ['a picture that is not there', 'lessons/11-registry/ko.md', '::step{#', '▶::picture[그림]{name="nosuch"}\n\n::step{#'],
];

test('of ten mistakes in a copy of docker-basics the place of each is named', async () => {
  const ofPanel = path.join(path.dirname(exampleFolder), '../../courses/docker-basics');
  await cp(ofPanel, directory, { recursive: true });
  const missed: string[] = [];
  for (const [what, name, from, to] of mistakes) {
    const file = path.join(directory, name);
    const text = await readFile(file, 'utf8');
    expect(text.includes(from), what).toBe(true);
    const marked = text.replace(from, () => to);
    const [before = ''] = marked.split('▶');
    await writeFile(file, marked.replace('▶', ''));
    const place = `${file}:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}: `;
    const { printed, exitCode } = await run(directory);
    await writeFile(file, text);
    // One mistake is not drowned in what follows from it.
    if (!printed.includes(place) || exitCode !== 1 || printed.split('\n').length > 6)
      missed.push(`${what}: ${place}\n${printed}`);
  }
  expect(missed).toEqual([]);
}, 60_000);

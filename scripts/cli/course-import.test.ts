import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytesOf } from '@/lib/testing/example-course';
import { makeDirectory } from '@/lib/testing/temporary-directory';
import { addCourseCommands } from './course';

let directory: string;

beforeEach(async () => {
  directory = await makeDirectory('course-import');
});

afterEach(async () => {
  process.exitCode = undefined;
  await rm(directory, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ printed: string; exitCode: unknown }> {
  process.exitCode = undefined;
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const program = new Command('berth');
  addCourseCommands(program);
  await program.parseAsync(['course', ...args], { from: 'user' });
  log.mockRestore();
  return { printed: lines.join('\n'), exitCode: process.exitCode };
}

const scenario = (imageid: string): Record<string, string> => ({
  'index.json': JSON.stringify({ title: 'A', details: { steps: [{ title: 'B', text: 's.md' }] }, backend: { imageid } }),
  's.md': '`ls`{{exec}} [x](other.md)',
});

async function writeFolder(texts: Record<string, string>): Promise<string> {
  const folder = path.join(directory, 'theirs');
  await mkdir(folder);
  for (const [file, text] of Object.entries(texts)) await writeFile(path.join(folder, file), text);
  return folder;
}

test('a folder becomes a course that passes the check; what was lost is said at its line', async () => {
  const folder = await writeFolder(scenario('ubuntu'));
  const out = path.join(directory, 'mine');
  const { printed, exitCode } = await run('import', folder, '--out', out);
  expect(printed.split('\n')).toEqual([
    `${folder}/s.md:1: This link leads to a page of the site. Its text remains: other.md`,
    `${out}: 1 lessons, 1 steps, 1 commands, 0 questions, 0 scripts, en.`,
  ]);
  expect(exitCode).toBeUndefined();
  expect((await run('check', out)).printed).toBe('theirs 1.0.0: 1 lessons, 1 steps, en. No mistakes.');
});

test('a zip is read too, and the report is JSON', async () => {
  const zip = path.join(directory, 'lab.zip');
  await writeFile(
    zip,
    zipSync(Object.fromEntries(Object.entries(scenario('ubuntu')).map(([name, text]) => [`top/${name}`, bytesOf(text)]))),
  );
  const out = path.join(directory, 'mine');
  const { printed } = await run('import', zip, '--out', out, '--from', 'katacoda', '--language', 'pt', '--json');
  expect(JSON.parse(printed)).toMatchObject({
    written: out,
    report: { format: 'katacoda', language: 'pt', lessons: 1, losses: [{ file: 's.md', line: 1, code: 'link' }] },
  });
  expect(await readFile(path.join(out, 'lessons/lab/pt.md'), 'utf8')).toContain('::step{#step-1}');
});

test('what is refused writes nothing, says where, and the exit code is 1', async () => {
  const folder = await writeFolder(scenario('kubernetes-cluster'));
  await symlink('/etc/passwd', path.join(folder, 'link.md'));
  const out = path.join(directory, 'mine');
  const { printed, exitCode } = await run('import', folder, '--out', out);
  expect(printed).toContain(`${folder}/link.md:1: refused: This is a link`);
  expect(printed).toContain(`${folder}/index.json:1: refused: The scenario needs a Kubernetes cluster (kubernetes-cluster).`);
  expect(printed).toContain('Nothing was written.');
  expect(exitCode).toBe(1);
  await expect(readFile(path.join(out, 'course.yaml'))).rejects.toThrow('ENOENT');
});

test('a folder with something in it is left alone', async () => {
  const folder = await writeFolder(scenario('ubuntu'));
  await expect(run('import', folder, '--out', folder)).rejects.toThrow('is not empty');
});

import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '@/lib/gateways/db/db';
import { createDb } from '@/lib/gateways/db/create-db';
import { buildClass } from '@/lib/testing/factories';
import { bytesOf, changeFile, exampleFiles, exampleFolder } from '@/lib/testing/example-course';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { copyMigrated } from '@/lib/testing/migrated-database';
import { makeDirectory } from '@/lib/testing/temporary-directory';
import { packFiles } from './archive';
import type { Courses } from './courses';
import { createCourses } from './create-courses';
import { readFolder } from './read-folder';

let directory: string;
let folder: string;
let db: Db;
const log = createMemoryLog();
let minute = 0;
/** As after a restart: nothing read yet. */
const start = (): Courses => createCourses({ db, log, now: () => new Date(Date.UTC(2026, 0, 1, 0, minute++)), folder });

beforeAll(async () => {
  directory = await makeDirectory('courses');
  folder = path.join(directory, 'courses');
  const file = path.join(directory, 'berth.db');
  await copyMigrated(file);
  db = await createDb(`file:${file}`);
});

afterAll(async () => {
  await db.$disconnect();
  await rm(directory, { recursive: true, force: true });
});

test('an uploaded course is stored whole, offered, and read back after a restart', async () => {
  const files = await exampleFiles();
  const added = await start().addArchive(packFiles(files), 'upload');
  const read = await start().get(added.hash);
  expect(read.hash).toBe(added.hash);
  expect(read.lessons).toEqual(added.lessons);
  expect(read.files).toEqual(files);
  expect(await start().offered()).toMatchObject([
    {
      hash: added.hash,
      id: 'hello-course',
      version: '1.0.0',
      origin: 'upload',
      lessons: 1,
      steps: 2,
      minutes: 10,
      hasScripts: false,
    },
  ]);
});

test('a course is read once', async () => {
  const courses = start();
  const { hash } = await courses.addArchive(packFiles(await exampleFiles()), 'upload');
  expect(courses.get(hash)).toBe(courses.get(hash));
  expect(await db.courseVersion.count()).toBe(1);
});

test('a course with mistakes is refused with their places, and nothing is stored', async () => {
  const files = await exampleFiles();
  changeFile(files, 'course.yaml', 'id: hello-course', 'id: Hello');
  await expect(start().addArchive(packFiles(files), 'upload')).rejects.toMatchObject({
    code: 'course_invalid',
    fieldErrors: [{ path: 'course.yaml:1:5' }],
  });
  expect(await db.courseVersion.count()).toBe(1);
});

test('an unknown hash is not found, also the second time', async () => {
  const courses = start();
  for (let i = 0; i < 2; i++) await expect(courses.get('0'.repeat(64))).rejects.toMatchObject({ code: 'course_not_found' });
});

test('without a folder of courses the panel has none of its own', async () => {
  await start().addBuiltIn();
  expect((await start().offered()).map(({ origin }) => origin)).toEqual(['upload']);
});

test('a newer panel offers its own version; a class that uses the old one still reads it', async () => {
  await cp(exampleFolder, path.join(folder, 'hello'), { recursive: true });
  const yaml = path.join(folder, 'hello', 'course.yaml');
  const files = await exampleFiles();
  const write = async (version: string) => {
    changeFile(
      files,
      'course.yaml',
      /version: \S+/.exec(new TextDecoder().decode(files.get('course.yaml')))?.[0] ?? '',
      `version: ${version}`,
    );
    await writeFile(yaml, files.get('course.yaml') ?? '');
    await start().addBuiltIn();
    return (await start().offered()).filter(({ origin }) => origin === 'builtin');
  };
  const [old] = await write('2.0.0');
  if (!old) throw new Error('nothing is offered');
  await buildClass(db, { courseHash: old.hash });
  const now = await write('2.1.0');
  expect(now.map(({ version }) => version)).toEqual(['2.1.0']);
  expect((await start().get(old.hash)).file.version).toBe('2.0.0');
  // The older panel again.
  expect((await write('2.0.0')).map(({ hash }) => hash)).toEqual([old.hash]);
});

test('a course of the panel with a mistake is named in the log, and does not stop the panel', async () => {
  await mkdir(path.join(folder, 'broken'), { recursive: true });
  await writeFile(path.join(folder, 'broken', 'course.yaml'), 'id: !!js/function x');
  await start().addBuiltIn();
  expect(log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toMatchObject([
    { course: 'broken', place: 'course.yaml:1:5' },
  ]);
});

test('a stored course that is read no more is left out of what is offered', async () => {
  await db.courseVersion.create({
    data: {
      hash: 'f'.repeat(64),
      courseId: 'x',
      version: '1.0.0',
      origin: 'upload',
      files: bytesOf('x') as Uint8Array<ArrayBuffer>,
      createdAt: new Date(),
    },
  });
  expect((await start().offered()).map(({ id }) => id)).not.toContain('x');
  await expect(start().get('f'.repeat(64))).rejects.toMatchObject({ code: 'course_invalid' });
});

test('a link in a folder is refused and not followed', async () => {
  const linked = path.join(directory, 'linked');
  await mkdir(path.join(linked, 'lessons'), { recursive: true });
  await symlink('/etc/hostname', path.join(linked, 'course.yaml'));
  await symlink(exampleFolder, path.join(linked, 'lessons', '01-hello'));
  await writeFile(path.join(linked, '.hidden'), 'x');
  const { files, issues } = await readFolder(linked);
  expect([...files.keys()]).toEqual([]);
  expect(issues.map(({ file, code }) => `${file} ${code}`)).toEqual(['course.yaml path', 'lessons/01-hello path']);
});

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Db } from '@/lib/gateways/db/db';
import { packFiles, unpackFiles } from './archive';
import type { Course, CourseSummary } from './course';
import type { CourseOrigin, Courses } from './courses';
import { type CourseIssue, sayPlace } from './issue';
import { readCourse } from './read-course';
import { readFolder } from './read-folder';

export interface CoursesDeps {
  db: Pick<Db, 'courseVersion'>;
  log: Logger;
  now(): Date;
  /** The folder of the courses that come with the panel, one folder each. It need not exist. */
  folder: string;
}

/** Courses that are kept read, each at most a few MiB. */
const keptCourses = 16;

export function createCourses({ db, log, now, folder }: CoursesDeps): Courses {
  const read = new Map<string, Promise<Course>>();

  async function load(hash: string): Promise<Course> {
    const row = await db.courseVersion.findUnique({ where: { hash }, select: { files: true } });
    if (!row) throw new AppError('course_not_found');
    return mustRead(unpackFiles(row.files));
  }

  /** The one used last is the last to go. */
  function keep(hash: string, course: Promise<Course>): Promise<Course> {
    read.delete(hash);
    read.set(hash, course);
    course.catch(() => read.get(hash) === course && read.delete(hash));
    const [oldest] = read.keys();
    if (read.size > keptCourses && oldest !== undefined) read.delete(oldest);
    return course;
  }

  const get = (hash: string): Promise<Course> => keep(hash, read.get(hash) ?? load(hash));

  async function store(course: Course, origin: CourseOrigin): Promise<Course> {
    const facts = { hash: course.hash, courseId: course.id, version: course.file.version, origin };
    await db.courseVersion.upsert({
      where: { hash: course.hash },
      create: { ...facts, files: packFiles(course.files), createdAt: now() },
      update: { withdrawnAt: null },
    });
    return keep(course.hash, Promise.resolve(course));
  }

  /** @returns null, and says why in the log, for a folder that holds no course without mistakes: the panel starts all the same */
  async function readBuiltIn(name: string): Promise<Course | null> {
    const { files, issues } = await readFolder(path.join(folder, name));
    const result = readCourse(files);
    const found = [...issues, ...result.issues];
    for (const issue of found.slice(0, 20))
      log.error({ course: name, place: sayPlace(issue), reason: issue.message }, 'a course of the panel has a mistake');
    return found.length === 0 ? result.course : null;
  }

  return {
    get,
    async offered() {
      const rows = await db.courseVersion.findMany({
        where: { withdrawnAt: null },
        orderBy: [{ courseId: 'asc' }, { createdAt: 'desc' }, { hash: 'asc' }],
        select: { hash: true, origin: true, trustedAt: true, createdAt: true },
      });
      const summaries: CourseSummary[] = [];
      for (const { hash, ...row } of rows) {
        try {
          summaries.push({ ...summarize(await get(hash)), ...row });
        } catch (error) {
          log.warn({ error, hash }, 'a stored course cannot be read and is not offered');
        }
      }
      return summaries;
    },
    async setTrust(hash, trusted) {
      const { count } = await db.courseVersion.updateMany({ where: { hash }, data: { trustedAt: trusted ? now() : null } });
      if (count === 0) throw new AppError('course_not_found');
    },
    addArchive: async (zip, origin) => store(mustRead(unpackFiles(zip)), origin),
    async addBuiltIn() {
      const courses: Course[] = [];
      for (const name of await foldersIn(folder)) {
        const course = await readBuiltIn(name);
        if (course) courses.push(await store(course, 'builtin'));
      }
      await db.courseVersion.updateMany({
        where: { origin: 'builtin', withdrawnAt: null, hash: { notIn: courses.map(({ hash }) => hash) } },
        data: { withdrawnAt: now() },
      });
    },
  };
}

function mustRead(files: Map<string, Uint8Array>): Course {
  const { course, issues } = readCourse(files);
  if (course) return course;
  const fieldErrors = issues.slice(0, 100).map((issue: CourseIssue) => ({ path: sayPlace(issue), message: issue.message }));
  const [first] = fieldErrors;
  throw new AppError('course_invalid', { fieldErrors, ...(first && { detail: `${first.path}: ${first.message}` }) });
}

function summarize({ id, hash, file, lessons }: Course): Omit<CourseSummary, 'origin' | 'trustedAt' | 'createdAt'> {
  const steps = lessons.flatMap((lesson) => lesson.file.steps);
  const checks = steps.flatMap(({ checks = [], hints = [] }) => [...checks, ...hints.map(({ when }) => when)]);
  const all = checks.flatMap((check) => (check.is === 'any' ? check.of : [check]));
  return {
    ...{ hash, id, version: file.version, title: file.title, summary: file.summary ?? null, languages: file.languages },
    ...{ lessons: lessons.length, steps: steps.length },
    minutes: lessons.reduce((sum, lesson) => sum + lesson.file.minutes, 0),
    hasScripts: all.some(({ is }) => is === 'script'),
  };
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

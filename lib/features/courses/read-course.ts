import type { LessonBlock } from '@/lib/shared/courses';
import { checkLesson } from './check-lesson';
import { checkLanguages, checkValues } from './check-texts';
import { type CourseFiles, checkNames, checkSizes, readPictures } from './check-files';
import { compareLanguages } from './compare-languages';
import type { Course, CourseLesson } from './course';
import { fillIds } from './fill-ids';
import { hashFiles } from './hash';
import { type CourseIssue, issueAt, startOf } from './issue';
import type { LessonPage } from './lesson-page';
import type { MarkdownBudget } from './markdown-limits';
import { readMarkdown } from './read-markdown';
import { readText } from './read-text';
import { type ReadYaml, readYaml } from './read-yaml';
import { type CourseFile, courseFileSchema, courseLimits, type LessonFile, lessonFileSchema } from './schema';
import { taughtCommands } from './taught-commands';

/** What the reading of one course shares. */
interface Reading {
  files: CourseFiles;
  course: ReadYaml<CourseFile>;
  pictures: ReadonlyMap<string, string>;
  budget: MarkdownBudget;
  issues: CourseIssue[];
}

/**
 * Reads a course from its files (paths in its folder, with `/`), and says of every mistake where it stands. Never throws, whatever the
 * files hold: they may be anybody's.
 * @returns the course where there is no mistake at all; issues by file and line
 */
export function readCourse(files: CourseFiles): { course: Course | null; issues: CourseIssue[] } {
  const issues: CourseIssue[] = [];
  const course = checkSizes(files, issues) ? readParts(files, issues) : null;
  const order = (a: CourseIssue, b: CourseIssue) =>
    a.file === b.file ? a.line - b.line || a.col - b.col : a.file < b.file ? -1 : 1;
  return { course: issues.length === 0 ? course : null, issues: issues.sort(order) };
}

function readParts(files: CourseFiles, issues: CourseIssue[]): Course | null {
  const course = readYamlFile(files, 'course.yaml', courseFileSchema, issues);
  checkNames(files, course?.read.value ?? null, issues);
  const { names, pictures } = readPictures(files, issues);
  if (!course) return null;
  const file = course.read.value;
  checkLanguages(course.read, file.languages, issues);
  checkValues('course.yaml', course.text, Object.keys(file.values ?? {}), issues);
  checkLists(course.read, issues);
  const reading: Reading = { files, course: course.read, pictures: names, budget: { spent: 0 }, issues };
  const lessons = file.lessons.map((id, index) => readLesson(reading, id, index)).filter((lesson) => lesson !== null);
  const steps = lessons.reduce((sum, lesson) => sum + lesson.file.steps.length, 0);
  if (steps > courseLimits.steps)
    issues.push(issueAt(course.read.at(['lessons']), 'size', `The course has ${steps} steps; at most ${courseLimits.steps}.`));
  return { id: file.id, hash: hashFiles(files), file, lessons, taught: taughtCommands(lessons), pictures, files };
}

/** Nothing is listed twice. */
function checkLists({ value, at }: ReadYaml<CourseFile>, issues: CourseIssue[]): void {
  for (const list of ['languages', 'lessons'] as const)
    for (const [index, id] of value[list].entries())
      if (value[list].indexOf(id) !== index) issues.push(issueAt(at([list, index]), 'duplicate', `“${id}” is listed twice.`));
}

function readLesson(reading: Reading, id: string, index: number): CourseLesson | null {
  const { files, course, issues } = reading;
  const folder = `lessons/${id}`;
  if (!files.has(`${folder}/lesson.yaml`)) {
    issues.push(issueAt(course.at(['lessons', index]), 'missing_file', `There is no file ${folder}/lesson.yaml.`));
    return null;
  }
  const lesson = readYamlFile(files, `${folder}/lesson.yaml`, lessonFileSchema, issues);
  if (lesson) {
    checkLanguages(lesson.read, course.value.languages, issues);
    checkValues(lesson.file, lesson.text, Object.keys(course.value.values ?? {}), issues);
    checkLesson(lesson.read, issues);
  }
  const pages = readPages(reading, folder);
  if (lesson) for (const page of pages.values()) checkPlaced(lesson.read, page, issues);
  if (!lesson) return null;
  const blocks: Record<string, LessonBlock[]> = Object.fromEntries([...pages].map(([language, page]) => [language, page.blocks]));
  return { id, file: fillIds(lesson.read.value), blocks };
}

/** The pages of a lesson by language, compared with the first. */
function readPages({ files, course, pictures, budget, issues }: Reading, folder: string): Map<string, LessonPage> {
  const pages = new Map<string, LessonPage>();
  for (const language of new Set(course.value.languages)) {
    const file = `${folder}/${language}.md`;
    const bytes = files.get(file);
    if (!bytes) {
      issues.push(issueAt(startOf(`${folder}/lesson.yaml`), 'missing_file', `There is no file ${file}.`));
      continue;
    }
    const text = readText(file, bytes, issues);
    if (text === null) continue;
    checkValues(file, text, Object.keys(course.value.values ?? {}), issues);
    const page = readMarkdown(file, text, { pictures, budget, issues });
    if (page) pages.set(language, page);
  }
  const [first, ...others] = pages.values();
  if (first) for (const other of others) compareLanguages(first, other, issues);
  return pages;
}

/** Each step of lesson.yaml stands on the page exactly once, in the same order. */
function checkPlaced({ value, at }: ReadYaml<LessonFile>, page: LessonPage, issues: CourseIssue[]): void {
  const placed = page.marks.filter(({ kind }) => kind === 'step');
  const ids = value.steps.map(({ id }) => id);
  let last = -1;
  for (const [index, { name, place }] of placed.entries()) {
    const position = ids.indexOf(name);
    if (position < 0) issues.push(issueAt(place, 'placed', `lesson.yaml has no step “${name}”.`));
    else if (placed.findIndex((mark) => mark.name === name) < index)
      issues.push(issueAt(place, 'placed', `The step “${name}” stands on this page twice.`));
    else if (position < last)
      issues.push(issueAt(place, 'placed', `The step “${name}” comes earlier in lesson.yaml than the step before it.`));
    last = Math.max(last, position);
  }
  for (const [index, id] of ids.entries())
    if (!placed.some(({ name }) => name === id) && ids.indexOf(id) === index)
      issues.push(
        issueAt(
          at(['steps', index, 'id']),
          'placed',
          `The step “${id}” is not placed in ${page.end.file}: write ::step{#${id}}.`,
        ),
      );
}

function readYamlFile<T>(
  files: CourseFiles,
  file: string,
  schema: Parameters<typeof readYaml<T>>[2],
  issues: CourseIssue[],
): { file: string; text: string; read: ReadYaml<T> } | null {
  const bytes = files.get(file);
  if (!bytes) {
    issues.push(issueAt(startOf(file), 'missing_file', `There is no file ${file}.`));
    return null;
  }
  const text = readText(file, bytes, issues);
  const read = text === null ? null : readYaml(file, text, schema, issues);
  return text === null || !read ? null : { file, text, read };
}

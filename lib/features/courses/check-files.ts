import type { CourseFile } from './schema';
import { courseLimits } from './schema';
import { type CourseIssue, issueAt, startOf } from './issue';
import { markdownLimits } from './markdown-limits';
import { checkSvg } from './svg';

export type CourseFiles = ReadonlyMap<string, Uint8Array>;

const lessonPath = /^lessons\/([a-z0-9][a-z0-9-]{0,39})\/(lesson\.yaml|[a-z]{2}\.md)$/;
const picturePath = /^img\/([a-z0-9][a-z0-9-]{0,59})\.(svg|png|webp|jpg)$/;
/** For people who read the folder; no page shows them. */
const besides: ReadonlySet<string> = new Set(['README.md', 'LICENSE', 'NOTICE']);

const yamlBytes = 256 * 1024;
/** First bytes of a file of this kind (PNG 5.2, RIFF of WebP, JPEG's SOI and first marker). */
const signatures: Record<string, (bytes: Buffer) => boolean> = {
  png: (b) => b.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  webp: (b) => b.subarray(0, 4).toString('latin1') === 'RIFF' && b.subarray(8, 12).toString('latin1') === 'WEBP',
  jpg: (b) => b.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
};

/** Whether a path stays in the folder it is read from, on every system: no root, no drive, no `..`, no backslash, nothing invisible. */
export const isSafePath = (path: string): boolean =>
  path.length > 0 &&
  path.length <= 200 &&
  !/[\\:\u0000-\u001f\u007f]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/**
 * Looks at the names and sizes of all files, before any is read. @returns false when there is too much to read on
 */
export function checkSizes(files: CourseFiles, issues: CourseIssue[]): boolean {
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const tooMany = files.size > courseLimits.files;
  const tooLarge = total > courseLimits.bytes;
  if (tooMany)
    issues.push(issueAt(startOf('course.yaml'), 'size', `The course has ${files.size} files; at most ${courseLimits.files}.`));
  if (tooLarge)
    issues.push(issueAt(startOf('course.yaml'), 'size', `The course has ${total} bytes; at most ${courseLimits.bytes}.`));
  if (tooMany || tooLarge) return false;
  for (const [file, { length }] of files) {
    const limit = file.endsWith('.yaml') ? yamlBytes : file.endsWith('.md') ? markdownLimits.bytes : courseLimits.bytes;
    if (length > limit) issues.push(issueAt(startOf(file), 'size', `The file has ${length} bytes; at most ${limit}.`));
  }
  return !issues.some(({ code }) => code === 'size');
}

/** Every file is one that a course has, so that nothing is carried along unseen. */
export function checkNames(
  files: CourseFiles,
  course: Pick<CourseFile, 'lessons' | 'languages'> | null,
  issues: CourseIssue[],
): void {
  for (const file of files.keys()) {
    const refuse = (code: 'path' | 'file' | 'picture' | 'language', message: string) =>
      issues.push(issueAt(startOf(file), code, message));
    const [, lesson, name = ''] = lessonPath.exec(file) ?? [];
    if (!isSafePath(file)) refuse('path', 'The path leads out of the folder of the course, or is no plain path.');
    else if (file === 'course.yaml' || besides.has(file) || picturePath.test(file)) continue;
    else if (file.startsWith('img/')) refuse('picture', 'Pictures are img/<name>.svg, .png, .webp or .jpg, in lower case.');
    else if (lesson === undefined) refuse('file', 'No file of this name belongs to a course.');
    else if (course && !course.lessons.includes(lesson)) refuse('file', `course.yaml does not list the lesson “${lesson}”.`);
    else if (course && name.endsWith('.md') && !course.languages.includes(name.slice(0, 2)))
      refuse('language', `course.yaml does not list the language “${name.slice(0, 2)}”.`);
  }
}

/** The pictures of a course by their names without an ending, each of the kind its ending says. */
export function readPictures(
  files: CourseFiles,
  issues: CourseIssue[],
): { names: Map<string, string>; pictures: Map<string, Uint8Array> } {
  const names = new Map<string, string>();
  const pictures = new Map<string, Uint8Array>();
  for (const [file, bytes] of files) {
    const [, name, kind] = picturePath.exec(file) ?? [];
    if (!name || !kind) continue;
    if (names.has(name)) issues.push(issueAt(startOf(file), 'picture', `There is another picture of the name “${name}”.`));
    names.set(name, `${name}.${kind}`);
    pictures.set(`${name}.${kind}`, bytes);
    if (kind === 'svg') checkSvg(file, bytes, issues);
    else if (!signatures[kind]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
      issues.push(issueAt(startOf(file), 'picture', `The file is no ${kind} picture.`));
  }
  return { names, pictures };
}

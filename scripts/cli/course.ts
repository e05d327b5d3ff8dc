import path from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { readCourse } from '@/lib/features/courses/read-course';
import { readFolder } from '@/lib/features/courses/read-folder';
import { addCourseRehearse } from './course-rehearse';
import { addImportCommand } from './course-import';

/** `berth course …` */
export function addCourseCommands(program: Command): void {
  const course = program.command('course').description('lab courses: the files an instructor writes');
  course
    .command('check')
    .description('read the files of a course and say of each mistake where it is; needs no panel')
    .argument('<dir>', 'the folder of course.yaml')
    .option('--json', 'as one JSON document: {course, issues: [{file, line, col, code, message, severity}]}')
    .action(check);
  addCourseRehearse(course);
  addImportCommand(course);
}

async function check(dir: string, { json }: { json?: boolean }): Promise<void> {
  const folder = await readFolder(dir);
  const read = readCourse(folder.files);
  const issues = [...folder.issues, ...read.issues];
  const { course } = read;
  const facts = course && {
    ...{ id: course.id, version: course.file.version, hash: course.hash, languages: course.file.languages },
    lessons: course.lessons.length,
    steps: course.lessons.reduce((sum, { file }) => sum + file.steps.length, 0),
  };
  if (json) console.log(JSON.stringify({ course: issues.length === 0 ? facts : null, issues }));
  else for (const { file, line, col, message } of issues) console.log(`${path.join(dir, file)}:${line}:${col}: ${message}`);
  if (issues.length > 0) process.exitCode = 1;
  else if (!json && facts)
    console.log(
      `${facts.id} ${facts.version}: ${facts.lessons} lessons, ${facts.steps} steps, ${facts.languages.join(' ')}. No mistakes.`,
    );
}

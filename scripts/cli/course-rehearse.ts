import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type Command, Option } from 'commander';
import type { Ctx } from '@/lib/core/runtime';
import type { Course } from '@/lib/features/courses/course';
import { sayPlace } from '@/lib/features/courses/issue';
import { readCourse } from '@/lib/features/courses/read-course';
import { readFolder } from '@/lib/features/courses/read-folder';
import { nodeForRehearsal } from '@/lib/features/rehearsal/prepare';
import { rehearseCourse } from '@/lib/features/rehearsal/rehearse-course';
import { sayReport, sayStep } from '@/lib/features/rehearsal/report';
import { storeRehearsal } from '@/lib/features/rehearsal/store-rehearsal';
import type { Locale } from '@/lib/shared/common';
import { withCtx } from './context';

interface Options {
  node: string;
  lang: Locale;
  lesson?: string;
  evenIfAssigned?: boolean;
  json?: boolean;
}

/** `berth course rehearse ID|DIR --node N`: progress on standard error, the report on standard output. */
export function addCourseRehearse(course: Command): void {
  course
    .command('rehearse')
    .description(
      'Do every step of a course on a spare node, rightly and wrongly. Commands of the course that delete are run, too',
    )
    .argument('<course>', 'ID or hash of a course that the panel offers, or the folder of course.yaml')
    .requiredOption('--node <node>', 'Node name or ID, or CLASS/NODE. Nobody should work on it')
    .addOption(new Option('--lang <lang>', 'Language of titles and reasons').choices(['ko', 'en']).default('en'))
    .option('--lesson <id>', 'Only this lesson: of those before it the solutions are typed. Nothing is stored')
    .option('--even-if-assigned', 'Also on a node that is assigned to a student')
    .option('--json', 'Output as JSON: {course, version, hash, node, store, passed, steps: [{lesson, step, before, …, faults}]}')
    .action((ref: string, options: Options) => withCtx((ctx) => run(ctx, ref, options)));
}

async function run(ctx: Ctx, ref: string, options: Options): Promise<void> {
  await ctx.courses.addBuiltIn();
  const course = await chooseCourse(ctx, ref);
  const { evenIfAssigned = false } = options;
  const node = await nodeForRehearsal(ctx, options.node, { course, evenIfAssigned });
  const version = await ctx.db.courseVersion.findUnique({ where: { hash: course.hash }, select: { trustedAt: true } });
  const interrupted = new AbortController();
  const interrupt = () =>
    interrupted.abort(new Error('Interrupted. What the course names as its own was removed from the node.'));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const report = await rehearseCourse(ctx, {
      ...{ course, node, locale: options.lang, lessonId: options.lesson, signal: interrupted.signal },
      trusted: version?.trustedAt != null,
      onStep: (step) =>
        console.error([sayStep(step), ...step.faults.map(({ code, detail }) => `      ${code}: ${detail}`)].join('\n')),
    });
    await storeRehearsal(ctx, course, report);
    if (options.json) console.log(JSON.stringify(report));
    else for (const line of sayReport(report)) console.log(line);
    if (!report.passed) process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** A folder by its path; else the newest version of an id, or the version of a hash or of its beginning. */
async function chooseCourse(ctx: Ctx, ref: string): Promise<Course> {
  if (existsSync(path.join(ref, 'course.yaml'))) return readFrom(ref);
  const offered = await ctx.courses.offered();
  const found =
    offered.find(({ id }) => id === ref) ?? (/^[0-9a-f]{8,64}$/.test(ref) && offered.find(({ hash }) => hash.startsWith(ref)));
  if (!found)
    throw new Error(
      `There is no course ${ref}, and no folder with a course.yaml. Courses: ${[...new Set(offered.map(({ id }) => id))].join(', ')}`,
    );
  return ctx.courses.get(found.hash);
}

async function readFrom(folder: string): Promise<Course> {
  const { files, issues } = await readFolder(folder);
  const read = readCourse(files);
  const [first] = [...issues, ...read.issues];
  if (first || !read.course)
    throw new Error(
      `${folder} has mistakes, the first at ${first ? sayPlace(first) : '?'}. See: npm run -s berth -- course check ${folder}`,
    );
  return read.course;
}

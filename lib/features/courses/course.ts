import type { LessonBlock } from '@/lib/shared/courses';
import type { CourseText } from '../checks/spec';
import type { CourseFile, CourseStep, LessonFile } from './schema';

/** One lesson as it was read. Every check has its `id`, and every command. */
export interface CourseLesson {
  id: string;
  file: LessonFile;
  /** Its page by language: `ko`, `en`. */
  blocks: Record<string, LessonBlock[]>;
}

/** One version of a course. */
export interface Course {
  id: string;
  /** SHA-256 of its files (`hash.ts`): another version is another hash. */
  hash: string;
  file: CourseFile;
  /** In the order of course.yaml. */
  lessons: CourseLesson[];
  /** Which lesson teaches a docker command: its id by the command (`run`, `volume create`). */
  taught: ReadonlyMap<string, string>;
  /** By file name, as pages name them: `layers.svg`. */
  pictures: ReadonlyMap<string, Uint8Array>;
  /** By path in the folder of the course. */
  files: ReadonlyMap<string, Uint8Array>;
}

/** A version that classes may choose. */
export interface CourseSummary {
  hash: string;
  id: string;
  version: string;
  title: CourseText;
  summary: CourseText | null;
  languages: string[];
  origin: string;
  lessons: number;
  steps: number;
  minutes: number;
  /** It has checks that run a program on nodes; they are asked only where an administrator trusts this version. */
  hasScripts: boolean;
  trustedAt: Date | null;
  createdAt: Date;
}

/** @returns null where the course has no such step */
export function findStep(course: Course, lessonId: string, stepId: string): { lesson: CourseLesson; step: CourseStep } | null {
  const lesson = course.lessons.find(({ id }) => id === lessonId);
  const step = lesson?.file.steps.find(({ id }) => id === stepId);
  return lesson && step ? { lesson, step } : null;
}

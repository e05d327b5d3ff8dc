import type { QueryClient } from '@tanstack/react-query';
import type { BoardChanges } from '@/lib/shared/board';
import type { ClassListChanges } from '@/lib/shared/class-lists';
import type { CourseOutlineDto, LessonDto, LessonStepDto, StepProgressDto } from '@/lib/shared/courses';
import { fetchAgain } from './fetch-again';
import { classKeys, courseKeys, nodeKeys } from './hooks/keys';

/** A step was judged: written into what the page holds, unless that is newer. What only the API knows besides comes with the lesson. */
export function onStepChanged(client: QueryClient, { classId, ...progress }: StepProgressDto & { classId: string }): void {
  let moved = false;
  client.setQueryData<LessonDto>(courseKeys.lesson(classId, progress.lesson), (lesson) => {
    const step = lesson?.steps.find(({ id }) => id === progress.step);
    if (!lesson || !step || step.progress.revision >= progress.revision) return lesson;
    moved = step.progress.state !== progress.state;
    return withStep(lesson, { ...step, progress });
  });
  writeState(client, classId, progress);
  // A raised hand is offered as done.
  if (moved && progress.state === 'passed') fetchAgain(client, { queryKey: courseKeys.hand(classId) });
  // A prediction is compared, and a step that waited for this one may begin.
  if (moved) fetchAgain(client, { queryKey: courseKeys.lesson(classId, progress.lesson) });
}

/** The answer of a call about one step; one that was overtaken by a later judgement keeps that one's progress. */
export function writeStep(client: QueryClient, classId: string, lessonId: string, step: LessonStepDto): void {
  client.setQueryData<LessonDto>(courseKeys.lesson(classId, lessonId), (lesson) => {
    const held = lesson?.steps.find(({ id }) => id === step.id);
    if (!lesson || !held) return lesson;
    return withStep(lesson, held.progress.revision > step.progress.revision ? { ...step, progress: held.progress } : step);
  });
  writeState(client, classId, step.progress);
}

/** A whole lesson came; steps that were judged since it was written keep what is newer. */
export function writeLesson(client: QueryClient, classId: string, lesson: LessonDto): void {
  client.setQueryData<LessonDto>(courseKeys.lesson(classId, lesson.id), (held) => newestOf(held, lesson));
}

/** @param held what the page has @param came what the panel answered */
function newestOf(held: LessonDto | undefined, came: LessonDto): LessonDto {
  const steps = came.steps.map((step) => {
    const known = held?.id === came.id ? held.steps.find(({ id }) => id === step.id) : undefined;
    return known && known.progress.revision > step.progress.revision ? { ...step, progress: known.progress } : step;
  });
  return { ...came, steps };
}

const withStep = (lesson: LessonDto, step: LessonStepDto): LessonDto => ({
  ...lesson,
  steps: lesson.steps.map((other) => (other.id === step.id ? step : other)),
});

function writeState(client: QueryClient, classId: string, { lesson, step, state }: StepProgressDto): void {
  client.setQueryData<CourseOutlineDto>(courseKeys.outline(classId), (outline) => {
    if (!outline) return outline;
    const lessons = outline.lessons.map((head) =>
      head.id === lesson ? { ...head, steps: head.steps.map((each) => (each.id === step ? { ...each, state } : each)) } : head,
    );
    return { ...outline, lessons };
  });
}

/** Something was announced or taken back. */
export function onAnnounced(client: QueryClient, classId: string): void {
  fetchAgain(client, { queryKey: courseKeys.announcements(classId) });
}

/** One's own hand, or for staff one of the class. */
export function onHandChanged(client: QueryClient, classId: string): void {
  fetchAgain(client, { queryKey: courseKeys.hand(classId) });
  fetchAgain(client, { queryKey: courseKeys.hands(classId) });
}

/** Another course, or lessons were opened: all of it is another. */
export function onCourseChanged(client: QueryClient, classId: string): void {
  fetchAgain(client, { queryKey: courseKeys.class(classId) });
}

/** The reader works on another node now: the lesson's commands and numbers are of that one. */
export function onNodeSwapped(client: QueryClient, classId: string): void {
  fetchAgain(client, { queryKey: courseKeys.class(classId) });
  fetchAgain(client, { queryKey: nodeKeys.list() });
}

/** How a list of a class is written is loaded by pages that show one, and by no other. */
export function onClassListChanges(client: QueryClient, changes: ClassListChanges): void {
  const queryKey = classKeys.rows(changes.classId, changes.list);
  if (client.getQueryCache().find({ queryKey }) === undefined) return;
  import('./live-class-list').then(
    ({ writeClassList }) => writeClassList(client, changes),
    () => fetchAgain(client, { queryKey }),
  );
}

/** How a board is written is loaded by pages that show one, and by no other. */
export function onBoardChanges(client: QueryClient, changes: BoardChanges): void {
  if (client.getQueryCache().find({ queryKey: courseKeys.board(changes.classId) }) === undefined) return;
  // The step of a raised hand may have turned green.
  if (changes.rows.some(([, row]) => row.hand !== null)) fetchAgain(client, { queryKey: courseKeys.hands(changes.classId) });
  import('./live-board').then(
    ({ writeBoard }) => writeBoard(client, changes),
    () => fetchAgain(client, { queryKey: courseKeys.board(changes.classId) }),
  );
}

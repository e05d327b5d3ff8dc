import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Input, Output } from '@/lib/shared/api';
import { type ApiError, call } from '../client';
import { type BoardView, readBoard } from '../live-board';
import { courseKeys } from './keys';
import { useChange, useOperation } from './query';

/** Every student and every step of a class; changes are written into it as they come. */
export const useBoard = (classId: string) =>
  useQuery<BoardView, ApiError>({
    queryKey: courseKeys.board(classId),
    queryFn: async ({ signal }) =>
      readBoard(await call('GET /classes/{class}/board', { params: { class: classId } }, { signal })),
    // Its rows would be compared cell by cell; changes keep what is the same by themselves.
    structuralSharing: false,
  });

interface StepRef {
  classId: string;
  lesson: string;
  step: string;
}
const paramsOf = ({ classId, lesson, step }: StepRef) => ({ class: classId, lesson, step });

/** Why a step stands as it does for a student. */
export const useEvidence = (of: StepRef & { user: string }) =>
  useOperation(
    courseKeys.evidence(of.classId, of.lesson, of.step, of.user),
    'GET /classes/{class}/lessons/{lesson}/steps/{step}/evidence',
    { params: paramsOf(of), query: { user: of.user } },
  );

/** What the class expected of a step, what came out, and the help it opened. */
export const useStepStatistics = (of: StepRef) =>
  useOperation(
    courseKeys.statistics(of.classId, of.lesson, of.step),
    'GET /classes/{class}/lessons/{lesson}/steps/{step}/statistics',
    { params: paramsOf(of) },
  );

/** What a student did in a class, the newest first, page by page. */
export const useTrack = (classId: string, user: string) =>
  useInfiniteQuery<Track, ApiError, { pages: Track[] }, readonly unknown[], string | undefined>({
    queryKey: courseKeys.track(classId, user),
    queryFn: ({ signal, pageParam }) =>
      call(
        'GET /classes/{class}/students/{user}/track',
        { params: { class: classId, user }, query: { limit: trackPage, cursor: pageParam } },
        { signal },
      ),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
type Track = Output<'GET /classes/{class}/students/{user}/track'>;
/** About what a screen shows. */
const trackPage = 60;

/** `mutate(userId)`: judges the step of that student now. */
export const useCheckFor = (of: StepRef) =>
  useChange(
    'POST /classes/{class}/lessons/{lesson}/steps/{step}/check',
    (user: string) => ({ params: paramsOf(of), query: { user } }),
    (user) => [courseKeys.evidence(of.classId, of.lesson, of.step, user)],
  );

/** `mutate(userId)`. */
export const useExcuse = (of: StepRef) =>
  useChange(
    'PUT /classes/{class}/lessons/{lesson}/steps/{step}/excuse',
    (user: string) => ({ params: paramsOf(of), body: { user } }),
    (user) => [courseKeys.evidence(of.classId, of.lesson, of.step, user)],
  );

/** `mutate({ dryRun: true, users })` only tells what would be removed. */
export const useResetStep = (of: StepRef) =>
  useChange(
    'POST /classes/{class}/lessons/{lesson}/steps/{step}/reset',
    (body: Input<'POST /classes/{class}/lessons/{lesson}/steps/{step}/reset'>['body']) => ({ params: paramsOf(of), body }),
    (body) => (body.dryRun ? [] : [courseKeys.class(of.classId)]),
  );

/** The same for the whole lesson of a step. */
export const useResetLesson = ({ classId, lesson }: StepRef) =>
  useChange(
    'POST /classes/{class}/lessons/{lesson}/reset',
    (body: Input<'POST /classes/{class}/lessons/{lesson}/reset'>['body']) => ({ params: { class: classId, lesson }, body }),
    (body) => (body.dryRun ? [] : [courseKeys.class(classId)]),
  );

/** `mutate({ openUpTo })`. */
export const useChangeCourse = (classId: string) =>
  useChange(
    'PATCH /classes/{class}/course',
    (body: Input<'PATCH /classes/{class}/course'>['body']) => ({ params: { class: classId }, body }),
    () => [courseKeys.class(classId)],
  );

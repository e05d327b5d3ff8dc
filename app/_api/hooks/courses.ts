import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Key, Input, Output } from '@/lib/shared/api';
import type { LessonStepDto } from '@/lib/shared/courses';
import { type ApiError, call } from '../client';
import { onStepChanged, writeLesson, writeStep } from '../live-course';
import { courseKeys, nodeKeys } from './keys';
import { type QueryOptions, useOperation } from './query';

export const useOutline = (classId: string, options?: QueryOptions<Output<'GET /classes/{class}/course'>>) =>
  useOperation(courseKeys.outline(classId), 'GET /classes/{class}/course', { params: { class: classId } }, options);

/** Which lesson of a class's course teaches which docker command, of those that are open to the reader. */
export const useTaughtCommands = (classId: string) =>
  useOperation(courseKeys.commands(classId), 'GET /classes/{class}/course/commands', { params: { class: classId } });

export const useLesson = (
  { classId, lesson }: { classId: string; lesson: string },
  options?: QueryOptions<Output<'GET /classes/{class}/lessons/{lesson}'>>,
) =>
  useOperation(
    courseKeys.lesson(classId, lesson),
    'GET /classes/{class}/lessons/{lesson}',
    { params: { class: classId, lesson } },
    options,
  );

/** Begins a lesson: how the node is now is what its steps are measured against. Again while it is open, it only answers. */
export function useOpenLesson(classId: string) {
  const client = useQueryClient();
  return useMutation<Output<'POST /classes/{class}/lessons/{lesson}/open'>, ApiError, string>({
    mutationFn: (lesson) => call('POST /classes/{class}/lessons/{lesson}/open', { params: { class: classId, lesson } }),
    onSuccess: (lesson) => writeLesson(client, classId, lesson),
  });
}

/** What the node shows of each now; asked for together, and again when the node says that something changed. */
export const useMeasures = (of: {
  classId: string;
  lesson: string;
  nodeId: string | null;
  items: Array<Record<string, string>>;
}) =>
  useOperation(
    [...nodeKeys.measures(of.nodeId ?? ''), of.classId, of.lesson],
    'POST /classes/{class}/lessons/{lesson}/measures',
    { params: { class: of.classId, lesson: of.lesson }, body: { items: of.items } },
    { enabled: of.nodeId !== null && of.items.length > 0 },
  );

/** Which step a change is about. */
interface StepRef {
  classId: string;
  lesson: string;
  step: string;
}

/** A change whose answer is the step as it is now. */
function useStepChange<K extends Key, V>(
  of: StepRef,
  key: K,
  toInput: (values: V, params: { class: string; lesson: string; step: string }) => Input<K>,
): UseMutationResult<LessonStepDto, ApiError, V> {
  const client = useQueryClient();
  const params = { class: of.classId, lesson: of.lesson, step: of.step };
  return useMutation<LessonStepDto, ApiError, V>({
    mutationFn: async (values) => (await call(key, toInput(values, params))) as LessonStepDto,
    onSuccess: (step) => writeStep(client, of.classId, of.lesson, step),
  });
}

/** `mutate({ check, value })`. */
export const useAnswer = (of: StepRef) =>
  useStepChange(
    of,
    'POST /classes/{class}/lessons/{lesson}/steps/{step}/answers',
    (body: { check: string; value: string }, params) => ({ params, body }),
  );

/** `mutate(value)`; the first one counts. */
export const usePredict = (of: StepRef) =>
  useStepChange(of, 'POST /classes/{class}/lessons/{lesson}/steps/{step}/prediction', (value: string, params) => ({
    params,
    body: { value },
  }));

/** `mutate(value)`: why the solution works. */
export const useExplain = (of: StepRef) =>
  useStepChange(of, 'POST /classes/{class}/lessons/{lesson}/steps/{step}/why', (value: string, params) => ({
    params,
    body: { value },
  }));

/** `mutate(2)` for more help, `mutate(3)` for the solution. */
export const useStepHelp = (of: StepRef) =>
  useStepChange(of, 'POST /classes/{class}/lessons/{lesson}/steps/{step}/help', (level: 2 | 3, params) => ({
    params,
    body: { level },
  }));

/** Judges a step now. */
export function useCheckStep(of: StepRef) {
  const client = useQueryClient();
  const params = { class: of.classId, lesson: of.lesson, step: of.step };
  return useMutation<Output<'POST /classes/{class}/lessons/{lesson}/steps/{step}/check'>, ApiError, undefined>({
    mutationFn: () => call('POST /classes/{class}/lessons/{lesson}/steps/{step}/check', { params }),
    onSuccess: (progress) => onStepChanged(client, { classId: of.classId, ...progress }),
  });
}

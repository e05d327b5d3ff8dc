import type { Input } from '@/lib/shared/api';
import { courseKeys } from './keys';
import { useChange, useOperation } from './query';

/** `mutate({ hash })`, or null for none. */
export const useSetCourse = (classId: string) =>
  useChange(
    'PUT /classes/{class}/course',
    (body: Input<'PUT /classes/{class}/course'>['body']) => ({ params: { class: classId }, body }),
    () => [courseKeys.class(classId)],
  );

/** What is set for the course of a class. */
export const useCourseSettings = (classId: string) =>
  useOperation(courseKeys.settings(classId), 'GET /classes/{class}/course/settings', { params: { class: classId } });

/** The versions of courses that a class may use. */
export const useOfferedCourses = () => useOperation(courseKeys.offered(), 'GET /courses', {});

/** `mutate(file)`: a zip in the panel's format, or in one that is imported. */
export const useAddCourse = () =>
  useChange(
    'POST /courses',
    (body: Blob) => ({ body }),
    () => [courseKeys.offered()],
  );

/** `mutate({ hash, trusted })`: administrators only. */
export const useTrustCourse = () => {
  const stale = () => [courseKeys.offered()];
  const grant = useChange('PUT /courses/{hash}/trust', (hash: string) => ({ params: { hash } }), stale);
  const withdraw = useChange('DELETE /courses/{hash}/trust', (hash: string) => ({ params: { hash } }), stale);
  return { grant, withdraw };
};

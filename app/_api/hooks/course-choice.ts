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

/** The versions of courses that a class may use. */
export const useOfferedCourses = () => useOperation(courseKeys.offered(), 'GET /courses', {});

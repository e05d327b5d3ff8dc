import { route } from '@/app/_server/route';
import { getClassCourse } from '@/lib/features/progress/class-course';

export const GET = route('GET /classes/{class}/course/settings', (ctx, { params }) =>
  getClassCourse(ctx, { classId: params.class }),
);

import { route } from '@/app/_server/route';
import { changeCourse, setCourse } from '@/lib/features/progress/class-course';
import { getOutline } from '@/lib/features/progress/outline';

export const GET = route('GET /classes/{class}/course', (ctx, { params }) => getOutline(ctx, { classId: params.class }));
export const PUT = route('PUT /classes/{class}/course', (ctx, { params, body }) =>
  setCourse(ctx, { classId: params.class, ...body }),
);
export const PATCH = route('PATCH /classes/{class}/course', (ctx, { params, body }) =>
  changeCourse(ctx, { classId: params.class, ...body }),
);

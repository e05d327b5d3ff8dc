import { route } from '@/app/_server/route';
import { resetLesson } from '@/lib/features/progress/reset-lesson';

export const POST = route('POST /classes/{class}/lessons/{lesson}/reset', (ctx, { params, body }) =>
  resetLesson(ctx, { classId: params.class, lessonId: params.lesson, ...body }),
);

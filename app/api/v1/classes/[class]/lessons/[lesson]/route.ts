import { route } from '@/app/_server/route';
import { getLesson } from '@/lib/features/progress/lessons';

export const GET = route('GET /classes/{class}/lessons/{lesson}', (ctx, { params, query }) =>
  getLesson(ctx, { classId: params.class, lessonId: params.lesson, userId: query.user }),
);

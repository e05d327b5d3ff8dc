import { route } from '@/app/_server/route';
import { openLesson } from '@/lib/features/progress/lessons';

export const POST = route('POST /classes/{class}/lessons/{lesson}/open', (ctx, { params }) =>
  openLesson(ctx, { classId: params.class, lessonId: params.lesson }),
);

import { route } from '@/app/_server/route';
import { readMeasures } from '@/lib/features/progress/measures';

export const POST = route('POST /classes/{class}/lessons/{lesson}/measures', (ctx, { params, body }) =>
  readMeasures(ctx, { classId: params.class, lessonId: params.lesson, ...body }),
);

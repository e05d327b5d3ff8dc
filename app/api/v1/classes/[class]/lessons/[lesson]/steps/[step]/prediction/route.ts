import { route } from '@/app/_server/route';
import { predictStep } from '@/lib/features/progress/answers';

export const POST = route('POST /classes/{class}/lessons/{lesson}/steps/{step}/prediction', (ctx, { params, body }) =>
  predictStep(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, ...body }),
);

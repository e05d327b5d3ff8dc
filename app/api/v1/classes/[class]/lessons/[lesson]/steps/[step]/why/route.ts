import { route } from '@/app/_server/route';
import { explainStep } from '@/lib/features/progress/answers';

export const POST = route('POST /classes/{class}/lessons/{lesson}/steps/{step}/why', (ctx, { params, body }) =>
  explainStep(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, ...body }),
);

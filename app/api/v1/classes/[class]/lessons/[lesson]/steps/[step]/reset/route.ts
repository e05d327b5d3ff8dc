import { route } from '@/app/_server/route';
import { resetStep } from '@/lib/features/progress/reset-step';

export const POST = route('POST /classes/{class}/lessons/{lesson}/steps/{step}/reset', (ctx, { params, body }) =>
  resetStep(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, ...body }),
);

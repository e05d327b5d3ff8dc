import { route } from '@/app/_server/route';
import { checkStep } from '@/lib/features/progress/check-step';

export const POST = route('POST /classes/{class}/lessons/{lesson}/steps/{step}/check', (ctx, { params, query }) =>
  checkStep(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, userId: query.user }),
);

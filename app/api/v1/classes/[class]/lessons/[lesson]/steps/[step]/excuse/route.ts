import { route } from '@/app/_server/route';
import { excuseStep } from '@/lib/features/progress/excuse-step';

export const PUT = route('PUT /classes/{class}/lessons/{lesson}/steps/{step}/excuse', (ctx, { params, body }) =>
  excuseStep(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, userId: body.user }),
);

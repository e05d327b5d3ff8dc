import { route } from '@/app/_server/route';
import { answerStep } from '@/lib/features/progress/answers';

export const POST = route('POST /classes/{class}/lessons/{lesson}/steps/{step}/answers', (ctx, { params, body }) =>
  answerStep(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, ...body }),
);

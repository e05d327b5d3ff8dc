import { route } from '@/app/_server/route';
import { openHelp } from '@/lib/features/progress/open-help';

export const POST = route('POST /classes/{class}/lessons/{lesson}/steps/{step}/help', (ctx, { params, body }) =>
  openHelp(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, ...body }),
);

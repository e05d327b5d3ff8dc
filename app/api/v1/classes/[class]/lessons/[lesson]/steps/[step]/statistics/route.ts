import { route } from '@/app/_server/route';
import { getStepStatistics } from '@/lib/features/board/step-statistics';

export const GET = route('GET /classes/{class}/lessons/{lesson}/steps/{step}/statistics', (ctx, { params }) =>
  getStepStatistics(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step }),
);

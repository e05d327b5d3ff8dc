import { route } from '@/app/_server/route';
import { listEvidence } from '@/lib/features/progress/evidence';

export const GET = route('GET /classes/{class}/lessons/{lesson}/steps/{step}/evidence', (ctx, { params, query }) =>
  listEvidence(ctx, { classId: params.class, lessonId: params.lesson, stepId: params.step, userId: query.user }),
);

import { route } from '@/app/_server/route';
import { listProgress } from '@/lib/features/progress/list-progress';

export const GET = route('GET /classes/{class}/progress', (ctx, { params, query }) =>
  listProgress(ctx, { classId: params.class, userId: query.user }),
);

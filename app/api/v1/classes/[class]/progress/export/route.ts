import { route } from '@/app/_server/route';
import { exportProgress } from '@/lib/features/progress/export/export-progress';

export const GET = route('GET /classes/{class}/progress/export', (ctx, { params, query }) =>
  exportProgress(ctx, { classId: params.class, ...query }),
);

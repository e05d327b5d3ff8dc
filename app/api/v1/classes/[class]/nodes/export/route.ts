import { route } from '@/app/_server/route';
import { exportNodes } from '@/lib/features/node-import/export-nodes';

export const GET = route('GET /classes/{class}/nodes/export', (ctx, { params, query }) =>
  exportNodes(ctx, { classId: params.class, format: query.format }),
);

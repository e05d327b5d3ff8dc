import { route } from '@/app/_server/route';
import { importNodes } from '@/lib/features/node-import/import-nodes';

export const POST = route('POST /classes/{class}/nodes/import', (ctx, { params, body }) =>
  importNodes(ctx, { classId: params.class, ...body }),
);

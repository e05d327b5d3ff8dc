import { route } from '@/app/_server/route';
import { importRoster } from '@/lib/features/classes/roster';

export const POST = route('POST /classes/{class}/roster', (ctx, { params, body }) =>
  importRoster(ctx, { classId: params.class, ...body }),
);

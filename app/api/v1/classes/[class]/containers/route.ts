import { route } from '@/app/_server/route';
import { listClassContainers } from '@/lib/features/class-lists/list-class';

export const GET = route('GET /classes/{class}/containers', (ctx, { params, query }) =>
  listClassContainers(ctx, { classId: params.class, ...query }),
);

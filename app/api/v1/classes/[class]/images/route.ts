import { route } from '@/app/_server/route';
import { listClassImages } from '@/lib/features/class-lists/list-class';

export const GET = route('GET /classes/{class}/images', (ctx, { params, query }) =>
  listClassImages(ctx, { classId: params.class, ...query }),
);

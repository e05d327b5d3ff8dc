import { route } from '@/app/_server/route';
import { pruneBuildCache } from '@/lib/features/images/build-cache';

export const POST = route('POST /nodes/{node}/build-cache/prune', (ctx, { params, body }) =>
  pruneBuildCache(ctx, { ...params, ...body }),
);

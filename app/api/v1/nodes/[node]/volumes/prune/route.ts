import { route } from '@/app/_server/route';
import { pruneVolumes } from '@/lib/features/volumes/volumes';

export const POST = route('POST /nodes/{node}/volumes/prune', (ctx, { params, body }) =>
  pruneVolumes(ctx, { ...params, ...body }),
);

import { route } from '@/app/_server/route';
import { pruneImages } from '@/lib/features/images/prune-images';

export const POST = route('POST /nodes/{node}/images/prune', (ctx, { params, body }) => pruneImages(ctx, { ...params, ...body }));

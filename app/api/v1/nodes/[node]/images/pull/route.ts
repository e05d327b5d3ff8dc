import { route } from '@/app/_server/route';
import { pullImage } from '@/lib/features/images/images';

export const POST = route('POST /nodes/{node}/images/pull', (ctx, { params, body }) => pullImage(ctx, { ...params, ...body }));

import { route } from '@/app/_server/route';
import { tagImage } from '@/lib/features/images/images';

export const POST = route('POST /nodes/{node}/images/{image}/tag', (ctx, { params, body }) =>
  tagImage(ctx, { ...params, ...body }),
);

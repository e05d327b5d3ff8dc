import { route } from '@/app/_server/route';
import { buildImage } from '@/lib/features/images/build-image';

export const POST = route('POST /nodes/{node}/images/build', (ctx, { params, query, body }) =>
  buildImage(ctx, { ...params, ...query, context: body }),
);

import { route } from '@/app/_server/route';
import { removeImage } from '@/lib/features/images/images';
import { getImage } from '@/lib/features/images/look-at-image';

export const GET = route('GET /nodes/{node}/images/{image}', (ctx, { params }) => getImage(ctx, params));
export const DELETE = route('DELETE /nodes/{node}/images/{image}', (ctx, { params, query }) =>
  removeImage(ctx, { ...params, ...query }),
);

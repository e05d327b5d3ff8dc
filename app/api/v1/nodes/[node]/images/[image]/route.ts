import { route } from '@/app/_server/route';
import { removeImage } from '@/lib/features/images/images';

export const DELETE = route('DELETE /nodes/{node}/images/{image}', (ctx, { params, query }) =>
  removeImage(ctx, { ...params, ...query }),
);

import { route } from '@/app/_server/route';
import { loadImages } from '@/lib/features/images/archives';

export const POST = route('POST /nodes/{node}/images/load', (ctx, { params, body }) =>
  loadImages(ctx, { ...params, archive: body }),
);

import { route } from '@/app/_server/route';
import { loadImages } from '@/lib/features/images/archives';

export const POST = route('POST /nodes/{node}/images/load', (ctx, { params, query, body }) =>
  loadImages(ctx, { ...params, ...query, archive: body }),
);

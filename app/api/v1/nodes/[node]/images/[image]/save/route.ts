import { route } from '@/app/_server/route';
import { saveImage } from '@/lib/features/images/archives';

export const GET = route('GET /nodes/{node}/images/{image}/save', (ctx, { params, signal }) =>
  saveImage(ctx, { ...params, signal }),
);

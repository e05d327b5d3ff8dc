import { route } from '@/app/_server/route';
import { inspectImage } from '@/lib/features/images/look-at-image';

export const GET = route('GET /nodes/{node}/images/{image}/inspect', (ctx, { params }) => inspectImage(ctx, params));

import { route } from '@/app/_server/route';
import { getImageHistory } from '@/lib/features/images/look-at-image';

export const GET = route('GET /nodes/{node}/images/{image}/history', (ctx, { params }) => getImageHistory(ctx, params));

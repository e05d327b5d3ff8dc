import { route } from '@/app/_server/route';
import { pushImage } from '@/lib/features/images/images';

export const POST = route('POST /nodes/{node}/images/{image}/push', (ctx, { params }) => pushImage(ctx, params));

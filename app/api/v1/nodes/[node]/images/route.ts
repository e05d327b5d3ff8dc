import { route } from '@/app/_server/route';
import { listImages } from '@/lib/features/images/images';

export const GET = route('GET /nodes/{node}/images', (ctx, { params }) => listImages(ctx, params));

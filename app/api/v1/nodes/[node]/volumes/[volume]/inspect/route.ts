import { route } from '@/app/_server/route';
import { inspectVolume } from '@/lib/features/volumes/volumes';

export const GET = route('GET /nodes/{node}/volumes/{volume}/inspect', (ctx, { params }) => inspectVolume(ctx, params));

import { route } from '@/app/_server/route';
import { listBuildCache } from '@/lib/features/images/build-cache';

export const GET = route('GET /nodes/{node}/build-cache', (ctx, { params }) => listBuildCache(ctx, params));

import { route } from '@/app/_server/route';
import { getLayerWrites } from '@/lib/features/layers/layers';

export const GET = route('GET /nodes/{node}/layers/writes', (ctx, { params }) => getLayerWrites(ctx, params));

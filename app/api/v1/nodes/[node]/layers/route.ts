import { route } from '@/app/_server/route';
import { getLayerMap } from '@/lib/features/layers/layers';

export const GET = route('GET /nodes/{node}/layers', (ctx, { params }) => getLayerMap(ctx, params));

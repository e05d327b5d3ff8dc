import { route } from '@/app/_server/route';
import { getContainerStats } from '@/lib/features/containers/look-at-container';

export const GET = route('GET /nodes/{node}/containers/{container}/stats', (ctx, { params }) => getContainerStats(ctx, params));

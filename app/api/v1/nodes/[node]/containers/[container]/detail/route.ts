import { route } from '@/app/_server/route';
import { getContainerDetail } from '@/lib/features/containers/look-at-container';

export const GET = route('GET /nodes/{node}/containers/{container}/detail', (ctx, { params }) => getContainerDetail(ctx, params));

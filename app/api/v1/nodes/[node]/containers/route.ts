import { route } from '@/app/_server/route';
import { listContainers, runContainer } from '@/lib/features/containers/containers';

export const GET = route('GET /nodes/{node}/containers', (ctx, { params }) => listContainers(ctx, params));
export const POST = route('POST /nodes/{node}/containers', (ctx, { params, body }) => runContainer(ctx, { ...params, ...body }));

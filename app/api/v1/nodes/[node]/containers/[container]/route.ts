import { route } from '@/app/_server/route';
import { getContainer, removeContainer } from '@/lib/features/containers/containers';

export const GET = route('GET /nodes/{node}/containers/{container}', (ctx, { params }) => getContainer(ctx, params));
export const DELETE = route('DELETE /nodes/{node}/containers/{container}', (ctx, { params, query }) =>
  removeContainer(ctx, { ...params, ...query }),
);

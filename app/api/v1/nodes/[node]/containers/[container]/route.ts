import { route } from '@/app/_server/route';
import { getContainer, removeContainer } from '@/lib/features/containers/containers';
import { limitContainer } from '@/lib/features/containers/control-container';

export const GET = route('GET /nodes/{node}/containers/{container}', (ctx, { params }) => getContainer(ctx, params));
export const PATCH = route('PATCH /nodes/{node}/containers/{container}', (ctx, { params, body }) =>
  limitContainer(ctx, { ...params, ...body }),
);
export const DELETE = route('DELETE /nodes/{node}/containers/{container}', (ctx, { params, query }) =>
  removeContainer(ctx, { ...params, ...query }),
);

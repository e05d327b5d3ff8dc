import { route } from '@/app/_server/route';
import { commitContainer } from '@/lib/features/containers/commit-container';

export const POST = route('POST /nodes/{node}/containers/{container}/commit', (ctx, { params, body }) =>
  commitContainer(ctx, { ...params, ...body }),
);

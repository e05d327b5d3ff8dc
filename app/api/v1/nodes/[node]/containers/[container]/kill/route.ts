import { route } from '@/app/_server/route';
import { killContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/kill', (ctx, { params, body }) =>
  killContainer(ctx, { ...params, ...body }),
);

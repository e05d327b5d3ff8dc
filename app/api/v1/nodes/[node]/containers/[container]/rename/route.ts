import { route } from '@/app/_server/route';
import { renameContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/rename', (ctx, { params, body }) =>
  renameContainer(ctx, { ...params, ...body }),
);

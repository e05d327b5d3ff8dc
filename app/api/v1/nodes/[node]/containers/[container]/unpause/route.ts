import { route } from '@/app/_server/route';
import { unpauseContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/unpause', (ctx, { params }) =>
  unpauseContainer(ctx, params),
);

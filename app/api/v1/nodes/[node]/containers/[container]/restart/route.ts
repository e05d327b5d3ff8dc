import { route } from '@/app/_server/route';
import { restartContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/restart', (ctx, { params }) =>
  restartContainer(ctx, params),
);

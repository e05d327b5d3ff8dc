import { route } from '@/app/_server/route';
import { getContainerLogs } from '@/lib/features/containers/containers';

export const GET = route('GET /nodes/{node}/containers/{container}/logs', (ctx, { params, query }) =>
  getContainerLogs(ctx, { ...params, ...query }),
);

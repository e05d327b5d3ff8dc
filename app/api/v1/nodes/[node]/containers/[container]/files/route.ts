import { route } from '@/app/_server/route';
import { lookAtFile } from '@/lib/features/container-files/container-files';

export const GET = route('GET /nodes/{node}/containers/{container}/files', (ctx, { params, query }) =>
  lookAtFile(ctx, { ...params, ...query }),
);

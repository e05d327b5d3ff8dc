import { route } from '@/app/_server/route';
import { downloadLog } from '@/lib/features/containers/download-log';

export const GET = route('GET /nodes/{node}/containers/{container}/logs/download', (ctx, { params, query, signal }) =>
  downloadLog(ctx, { ...params, ...query, signal }),
);

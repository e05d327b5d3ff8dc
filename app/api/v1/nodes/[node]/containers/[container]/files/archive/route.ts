import { route } from '@/app/_server/route';
import { downloadDirectory } from '@/lib/features/container-files/transfer-files';

export const GET = route('GET /nodes/{node}/containers/{container}/files/archive', (ctx, { params, query, signal }) =>
  downloadDirectory(ctx, { ...params, ...query, signal }),
);

import { route } from '@/app/_server/route';
import { downloadFile, uploadFile } from '@/lib/features/container-files/transfer-files';

export const GET = route('GET /nodes/{node}/containers/{container}/files/content', (ctx, { params, query, signal }) =>
  downloadFile(ctx, { ...params, ...query, signal }),
);
export const PUT = route('PUT /nodes/{node}/containers/{container}/files/content', (ctx, { params, query, body }) =>
  uploadFile(ctx, { ...params, ...query, content: body }),
);

import { route } from '@/app/_server/route';
import { getFileText, saveFileText } from '@/lib/features/container-files/container-files';

export const GET = route('GET /nodes/{node}/containers/{container}/files/text', (ctx, { params, query }) =>
  getFileText(ctx, { ...params, ...query }),
);
export const PUT = route('PUT /nodes/{node}/containers/{container}/files/text', (ctx, { params, query, body }) =>
  saveFileText(ctx, { ...params, ...query, text: body }),
);

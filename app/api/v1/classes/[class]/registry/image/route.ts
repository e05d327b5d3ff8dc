import { route } from '@/app/_server/route';
import { getRegistryImage, removeRegistryImage } from '@/lib/features/class-registry/registry-images';

export const GET = route('GET /classes/{class}/registry/image', (ctx, { params, query }) =>
  getRegistryImage(ctx, { ...query, classId: params.class }),
);
export const DELETE = route('DELETE /classes/{class}/registry/image', (ctx, { params, query }) =>
  removeRegistryImage(ctx, { ...query, classId: params.class }),
);

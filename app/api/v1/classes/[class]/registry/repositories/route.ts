import { route } from '@/app/_server/route';
import { listRegistry } from '@/lib/features/class-registry/registry-images';

export const GET = route('GET /classes/{class}/registry/repositories', (ctx, { params }) =>
  listRegistry(ctx, { classId: params.class }),
);

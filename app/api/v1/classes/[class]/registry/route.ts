import { route } from '@/app/_server/route';
import { getClassRegistry, removeClassRegistry, setClassRegistry } from '@/lib/features/class-registry/class-registry';

export const GET = route('GET /classes/{class}/registry', (ctx, { params }) => getClassRegistry(ctx, { classId: params.class }));
export const PUT = route('PUT /classes/{class}/registry', (ctx, { params, body }) =>
  setClassRegistry(ctx, { ...body, classId: params.class }),
);
export const DELETE = route('DELETE /classes/{class}/registry', (ctx, { params }) =>
  removeClassRegistry(ctx, { classId: params.class }),
);

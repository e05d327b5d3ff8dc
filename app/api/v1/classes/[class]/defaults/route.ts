import { route } from '@/app/_server/route';
import { getClassDefaults, setClassDefaults } from '@/lib/features/nodes/class-defaults';

export const GET = route('GET /classes/{class}/defaults', (ctx, { params }) => getClassDefaults(ctx, { classId: params.class }));
export const PUT = route('PUT /classes/{class}/defaults', (ctx, { params, body }) =>
  setClassDefaults(ctx, { classId: params.class, ...body }),
);

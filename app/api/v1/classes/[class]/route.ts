import { route } from '@/app/_server/route';
import { deleteClass } from '@/lib/features/class-life/delete-class';
import { getClass, updateClass } from '@/lib/features/classes/classes';

export const GET = route('GET /classes/{class}', (ctx, { params }) => getClass(ctx, { classId: params.class }));
export const PATCH = route('PATCH /classes/{class}', (ctx, { params, body }) =>
  updateClass(ctx, { ...body, classId: params.class }),
);
export const DELETE = route('DELETE /classes/{class}', (ctx, { params, query }) =>
  deleteClass(ctx, { ...query, classId: params.class }),
);

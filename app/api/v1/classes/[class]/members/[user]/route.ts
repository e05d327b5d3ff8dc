import { route } from '@/app/_server/route';
import { mendMember, unenrol } from '@/lib/features/classes/enrolments';

export const PATCH = route('PATCH /classes/{class}/members/{user}', (ctx, { params, body }) =>
  mendMember(ctx, { ...body, classId: params.class, userId: params.user }),
);
export const DELETE = route('DELETE /classes/{class}/members/{user}', (ctx, { params }) =>
  unenrol(ctx, { classId: params.class, userId: params.user }),
);

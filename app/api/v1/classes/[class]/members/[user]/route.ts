import { route } from '@/app/_server/route';
import { unenrol } from '@/lib/classes/enrolments';

export const DELETE = route('DELETE /classes/{class}/members/{user}', (ctx, { params }) =>
  unenrol(ctx, { classId: params.class, userId: params.user }),
);

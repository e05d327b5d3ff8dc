import { route } from '@/app/_server/route';
import { changeClassRootLogins, listClassRootLogins } from '@/lib/features/root-login/root-login';

export const GET = route('GET /classes/{class}/root-login', (ctx, { params }) =>
  listClassRootLogins(ctx, { classId: params.class }),
);
export const POST = route('POST /classes/{class}/root-login', (ctx, { params, body }) =>
  changeClassRootLogins(ctx, { ...body, classId: params.class }),
);

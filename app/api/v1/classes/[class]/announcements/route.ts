import { route } from '@/app/_server/route';
import { announce, listAnnouncements } from '@/lib/features/class-help/announcements';

export const GET = route('GET /classes/{class}/announcements', (ctx, { params }) =>
  listAnnouncements(ctx, { classId: params.class }),
);
export const POST = route('POST /classes/{class}/announcements', (ctx, { params, body }) =>
  announce(ctx, { classId: params.class, ...body }),
);

import { route } from '@/app/_server/route';
import { endJoinLink, getJoinLink, openJoinLink } from '@/lib/features/class-join/join-link';

export const GET = route('GET /classes/{class}/join', (ctx, { params }) => getJoinLink(ctx, { classId: params.class }));
export const PUT = route('PUT /classes/{class}/join', (ctx, { params, body }) =>
  openJoinLink(ctx, { ...body, classId: params.class }),
);
export const DELETE = route('DELETE /classes/{class}/join', (ctx, { params }) => endJoinLink(ctx, { classId: params.class }));

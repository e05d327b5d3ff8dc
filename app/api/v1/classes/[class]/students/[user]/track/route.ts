import { route } from '@/app/_server/route';
import { getTrack } from '@/lib/features/progress/track/get-track';

export const GET = route('GET /classes/{class}/students/{user}/track', (ctx, { params, query }) =>
  getTrack(ctx, { classId: params.class, userId: params.user, ...query }),
);

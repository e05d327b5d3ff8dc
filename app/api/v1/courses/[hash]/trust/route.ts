import { route } from '@/app/_server/route';
import { setCourseTrust } from '@/lib/features/progress/course-library';

export const PUT = route('PUT /courses/{hash}/trust', (ctx, { params }) => setCourseTrust(ctx, { ...params, trusted: true }));
export const DELETE = route('DELETE /courses/{hash}/trust', (ctx, { params }) =>
  setCourseTrust(ctx, { ...params, trusted: false }),
);

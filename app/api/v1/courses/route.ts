import { route } from '@/app/_server/route';
import { addCourse, listCourses } from '@/lib/features/progress/course-library';

export const GET = route('GET /courses', (ctx) => listCourses(ctx));
export const POST = route('POST /courses', (ctx, { body }) => addCourse(ctx, body));

import { route } from '@/app/_server/route';
import { getPicture } from '@/lib/features/progress/course-library';

export const GET = route('GET /courses/{hash}/pictures/{name}', (ctx, { params }) => getPicture(ctx, params));

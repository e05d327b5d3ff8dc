import { route } from '@/app/_server/route';
import { archiveClass } from '@/lib/features/class-life/archive-class';

export const GET = route('GET /classes/{class}/archive', (ctx, { params }) => archiveClass(ctx, { classId: params.class }));

import { route } from '@/app/_server/route';
import { makeClass } from '@/lib/features/class-life/make-class';
import { listClasses } from '@/lib/features/classes/classes';

export const GET = route('GET /classes', (ctx, { query }) => listClasses(ctx, query));
export const POST = route('POST /classes', (ctx, { body }) => makeClass(ctx, body));

import { route } from '@/app/_server/route';
import { getJoin, joinAsMyself } from '@/lib/features/class-join/join-class';

export const GET = route('GET /join/{code}', (ctx, { params }) => getJoin(ctx, params));
export const POST = route('POST /join/{code}', (ctx, { params }) => joinAsMyself(ctx, params));

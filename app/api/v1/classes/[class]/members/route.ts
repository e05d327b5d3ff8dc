import { route } from '@/app/_server/route';
import { enrol, listMembers } from '@/lib/features/classes/enrolments';

export const GET = route('GET /classes/{class}/members', (ctx, { params }) => listMembers(ctx, { classId: params.class }));
export const POST = route('POST /classes/{class}/members', (ctx, { params, body }) =>
  enrol(ctx, { classId: params.class, ...body }),
);

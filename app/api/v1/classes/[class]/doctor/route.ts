import { route } from '@/app/_server/route';
import { examineClass, getClassReport } from '@/lib/features/doctor/reports';

export const GET = route('GET /classes/{class}/doctor', (ctx, { params }) => getClassReport(ctx, { classId: params.class }));
export const POST = route('POST /classes/{class}/doctor', (ctx, { params }) => examineClass(ctx, { classId: params.class }));

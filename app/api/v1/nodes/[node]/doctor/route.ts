import { route } from '@/app/_server/route';
import { examineNode, getNodeReport } from '@/lib/features/doctor/reports';

export const GET = route('GET /nodes/{node}/doctor', (ctx, { params }) => getNodeReport(ctx, params));
export const POST = route('POST /nodes/{node}/doctor', (ctx, { params }) => examineNode(ctx, params));

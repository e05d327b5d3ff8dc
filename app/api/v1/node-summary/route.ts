import { route } from '@/app/_server/route';
import { summarizeNodes } from '@/lib/features/nodes/list-nodes';

export const GET = route('GET /node-summary', (ctx, { query }) => summarizeNodes(ctx, query));

import { route } from '@/app/_server/route';
import { listAudit } from '@/lib/features/audit/list-audit';

export const GET = route('GET /audit', (ctx, { query }) => listAudit(ctx, query));

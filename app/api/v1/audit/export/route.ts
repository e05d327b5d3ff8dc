import { route } from '@/app/_server/route';
import { exportAudit } from '@/lib/features/audit/list-audit';

export const GET = route('GET /audit/export', (ctx, { query }) => exportAudit(ctx, query));

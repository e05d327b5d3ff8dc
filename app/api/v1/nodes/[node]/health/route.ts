import { route } from '@/app/_server/route';
import { getHealth } from '@/lib/features/health/get-health';

export const GET = route('GET /nodes/{node}/health', (ctx, { params }) => getHealth(ctx, params));

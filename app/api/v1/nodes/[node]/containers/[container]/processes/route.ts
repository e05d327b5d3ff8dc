import { route } from '@/app/_server/route';
import { listProcesses } from '@/lib/features/containers/look-at-container';

export const GET = route('GET /nodes/{node}/containers/{container}/processes', (ctx, { params }) => listProcesses(ctx, params));

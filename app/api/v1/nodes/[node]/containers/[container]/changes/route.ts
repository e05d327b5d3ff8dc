import { route } from '@/app/_server/route';
import { listChanges } from '@/lib/features/containers/look-at-container';

export const GET = route('GET /nodes/{node}/containers/{container}/changes', (ctx, { params }) => listChanges(ctx, params));

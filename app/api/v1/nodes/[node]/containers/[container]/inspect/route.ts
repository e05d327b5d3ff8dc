import { route } from '@/app/_server/route';
import { inspectContainer } from '@/lib/features/containers/look-at-container';

export const GET = route('GET /nodes/{node}/containers/{container}/inspect', (ctx, { params }) => inspectContainer(ctx, params));

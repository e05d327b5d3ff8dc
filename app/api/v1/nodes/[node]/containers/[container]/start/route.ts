import { route } from '@/app/_server/route';
import { startContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/start', (ctx, { params }) => startContainer(ctx, params));

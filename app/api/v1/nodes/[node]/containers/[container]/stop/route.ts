import { route } from '@/app/_server/route';
import { stopContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/stop', (ctx, { params }) => stopContainer(ctx, params));

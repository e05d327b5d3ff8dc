import { route } from '@/app/_server/route';
import { pauseContainer } from '@/lib/features/containers/control-container';

export const POST = route('POST /nodes/{node}/containers/{container}/pause', (ctx, { params }) => pauseContainer(ctx, params));

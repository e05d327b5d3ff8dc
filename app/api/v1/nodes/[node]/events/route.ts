import { route } from '@/app/_server/route';
import { listEvents } from '@/lib/features/docker-events/list-events';

export const GET = route('GET /nodes/{node}/events', (ctx, { params }) => listEvents(ctx, params));

import { route } from '@/app/_server/route';
import { createVolume, listVolumes } from '@/lib/features/volumes/volumes';

export const GET = route('GET /nodes/{node}/volumes', (ctx, { params }) => listVolumes(ctx, params));
export const POST = route('POST /nodes/{node}/volumes', (ctx, { params, body }) => createVolume(ctx, { ...params, ...body }));

import { route } from '@/app/_server/route';
import { removeVolume } from '@/lib/features/volumes/volumes';

export const DELETE = route('DELETE /nodes/{node}/volumes/{volume}', (ctx, { params }) => removeVolume(ctx, params));

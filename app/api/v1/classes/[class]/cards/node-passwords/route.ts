import { route } from '@/app/_server/route';
import { readNodePasswords } from '@/lib/features/cards/node-passwords';

export const POST = route('POST /classes/{class}/cards/node-passwords', (ctx, { params }) =>
  readNodePasswords(ctx, { classId: params.class }),
);

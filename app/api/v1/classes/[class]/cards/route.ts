import { route } from '@/app/_server/route';
import { getCards, makeCards } from '@/lib/features/cards/cards';

export const GET = route('GET /classes/{class}/cards', (ctx, { params }) => getCards(ctx, { classId: params.class }));
export const POST = route('POST /classes/{class}/cards', (ctx, { params, body }) =>
  makeCards(ctx, { classId: params.class, ...body }),
);

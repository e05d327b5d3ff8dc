import { route } from '@/app/_server/route';
import { getRootLogin, setUpRootLogin, takeBackRootLogin } from '@/lib/features/root-login/root-login';

export const GET = route('GET /nodes/{node}/root-login', (ctx, { params }) => getRootLogin(ctx, params));
export const POST = route('POST /nodes/{node}/root-login', (ctx, { params, body }) =>
  setUpRootLogin(ctx, { ...params, ...body }),
);
export const DELETE = route('DELETE /nodes/{node}/root-login', (ctx, { params }) => takeBackRootLogin(ctx, params));

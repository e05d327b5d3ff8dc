import { route } from '@/app/_server/route';
import { listSignIns, saveSignIn } from '@/lib/features/registry-sign-ins/registry-sign-ins';

export const GET = route('GET /classes/{class}/registry-sign-ins', (ctx, { params }) =>
  listSignIns(ctx, { classId: params.class }),
);
export const POST = route('POST /classes/{class}/registry-sign-ins', (ctx, { params, body }) =>
  saveSignIn(ctx, { ...body, classId: params.class }),
);

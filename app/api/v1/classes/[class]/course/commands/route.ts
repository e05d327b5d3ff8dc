import { route } from '@/app/_server/route';
import { listTaughtCommands } from '@/lib/features/progress/taught-commands';

export const GET = route('GET /classes/{class}/course/commands', (ctx, { params }) =>
  listTaughtCommands(ctx, { classId: params.class }),
);

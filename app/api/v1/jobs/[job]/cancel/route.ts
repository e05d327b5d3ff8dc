import { route } from '@/app/_server/route';
import { cancelJob } from '@/lib/features/jobs/list-jobs';

export const POST = route('POST /jobs/{job}/cancel', (ctx, { params }) => cancelJob(ctx, { jobId: params.job }));

import { route } from '@/app/_server/route';
import { cancelJob } from '@/lib/features/jobs/cancel-job';

export const POST = route('POST /jobs/{job}/cancel', (ctx, { params }) => cancelJob(ctx, { jobId: params.job }));

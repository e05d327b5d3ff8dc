import { route } from '@/app/_server/route';
import { getJob } from '@/lib/features/jobs/get-job';

export const GET = route('GET /jobs/{job}', (ctx, { params }) => getJob(ctx, { jobId: params.job }));

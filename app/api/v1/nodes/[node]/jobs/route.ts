import { route } from '@/app/_server/route';
import { listJobs } from '@/lib/features/jobs/list-jobs';

export const GET = route('GET /nodes/{node}/jobs', (ctx, { params, query }) => listJobs(ctx, { ...params, ...query }));

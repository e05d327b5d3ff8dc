import { route } from '@/app/_server/route';
import { listOwnJobs } from '@/lib/features/jobs/own-jobs';

export const GET = route('GET /jobs', (ctx) => listOwnJobs(ctx));

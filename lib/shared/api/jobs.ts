import { z } from 'zod';
import { idSchema, listSchema, nodeRefSchema, pageQuerySchema } from '../common';
import { jobSchema } from '../jobs';
import { defineEndpoints } from './endpoint';

const job = z.object({ job: idSchema });

export const jobEndpoints = defineEndpoints({
  'GET /jobs': {
    summary:
      "One's own long work on all nodes, started by oneself or on a node that one is assigned to: what runs, then what ended within a day. At most 200.",
    tag: 'jobs',
    auth: 'required',
    status: 200,
    response: listSchema(jobSchema),
    problems: [],
  },
  'GET /nodes/{node}/jobs': {
    summary: 'The long work done on a node, the newest first.',
    tag: 'jobs',
    auth: 'required',
    params: z.object({ node: nodeRefSchema }),
    query: pageQuerySchema,
    status: 200,
    response: listSchema(jobSchema),
    problems: ['not_found'],
  },
  'GET /jobs/{job}': {
    summary: 'One job with its progress.',
    tag: 'jobs',
    auth: 'required',
    params: job,
    status: 200,
    response: jobSchema,
    problems: ['not_found'],
  },
  'POST /jobs/{job}/cancel': {
    summary: 'Asks a running job to stop.',
    tag: 'jobs',
    auth: 'required',
    params: job,
    status: 200,
    response: jobSchema,
    problems: ['not_found', 'job_not_cancellable'],
  },
});

import { z } from 'zod';
import { listSchema, nodeRefSchema } from '../common';
import { dockerEventSchema } from '../docker-events';
import { defineEndpoints } from './endpoint';

export const dockerEventEndpoints = defineEndpoints({
  'GET /nodes/{node}/events': {
    summary:
      'What happened in the Docker of a node, and by whom, the newest first: what the panel has heard, or else what the daemon remembers.',
    tag: 'events',
    auth: 'required',
    params: z.object({ node: nodeRefSchema }),
    status: 200,
    response: listSchema(dockerEventSchema),
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
});

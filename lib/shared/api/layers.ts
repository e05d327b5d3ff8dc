import { z } from 'zod';
import { nodeRefSchema } from '../common';
import { layerMapSchema, layerWritesSchema } from '../layers';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });

export const layerEndpoints = defineEndpoints({
  'GET /nodes/{node}/layers': {
    summary: 'Every layer of a node, what shares it, and its directory on the node.',
    tag: 'layers',
    auth: 'required',
    params: node,
    status: 200,
    response: layerMapSchema,
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
  'GET /nodes/{node}/layers/writes': {
    summary: 'What containers have written into their read-write layers: sizes and newest names, seconds old at most.',
    tag: 'layers',
    auth: 'required',
    params: node,
    status: 200,
    response: layerWritesSchema,
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
});

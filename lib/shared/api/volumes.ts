import { z } from 'zod';
import { listSchema, nodeRefSchema } from '../common';
import { inspectSchema } from '../docker-inspect';
import { createVolumeSchema, prunedVolumesSchema, pruneVolumesSchema, volumeNameSchema, volumeSchema } from '../volumes';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const volume = z.object({ node: nodeRefSchema, volume: volumeNameSchema });

export const volumeEndpoints = defineEndpoints({
  'GET /nodes/{node}/volumes': {
    summary: 'All volumes of a node, each with the containers that mount it.',
    tag: 'volumes',
    auth: 'required',
    params: node,
    status: 200,
    response: listSchema(volumeSchema),
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
  'POST /nodes/{node}/volumes': {
    summary: 'Creates a volume. One of that name which is there already is answered as it is.',
    tag: 'volumes',
    auth: 'required',
    params: node,
    body: createVolumeSchema,
    status: 201,
    response: volumeSchema,
    problems: ['not_found', 'node_unreachable'],
  },
  'GET /nodes/{node}/volumes/{volume}/inspect': {
    summary: 'Everything Docker knows of a volume.',
    tag: 'volumes',
    auth: 'required',
    params: volume,
    status: 200,
    response: inspectSchema,
    problems: ['not_found', 'volume_not_found', 'node_unreachable'],
  },
  'DELETE /nodes/{node}/volumes/{volume}': {
    summary: 'Removes a volume and its files, if no container mounts it.',
    tag: 'volumes',
    auth: 'required',
    params: volume,
    status: 204,
    response: null,
    problems: ['not_found', 'volume_not_found', 'volume_in_use', 'node_unreachable'],
  },
  'POST /nodes/{node}/volumes/prune': {
    summary: 'Removes the volumes that are named, if no container mounts them by now.',
    tag: 'volumes',
    auth: 'required',
    params: node,
    body: pruneVolumesSchema,
    status: 200,
    response: prunedVolumesSchema,
    problems: ['not_found', 'prune_running', 'cancelled', 'node_unreachable'],
  },
});

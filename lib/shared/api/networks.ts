import { z } from 'zod';
import { listSchema, nodeRefSchema } from '../common';
import { inspectSchema } from '../docker-inspect';
import {
  connectNetworkSchema,
  createNetworkSchema,
  disconnectNetworkSchema,
  networkRefSchema,
  networkSchema,
  prunedNetworksSchema,
  pruneNetworksSchema,
} from '../networks';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const network = z.object({ node: nodeRefSchema, network: networkRefSchema });

export const networkEndpoints = defineEndpoints({
  'GET /nodes/{node}/networks': {
    summary: 'All networks of a node, each with the containers that are on it and their addresses.',
    tag: 'networks',
    auth: 'required',
    params: node,
    status: 200,
    response: listSchema(networkSchema),
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
  'POST /nodes/{node}/networks': {
    summary: 'Creates a network.',
    tag: 'networks',
    auth: 'required',
    params: node,
    body: createNetworkSchema,
    status: 201,
    response: networkSchema,
    problems: [
      ...(['not_found', 'network_name_taken', 'network_predefined', 'network_overlaps'] as const),
      ...(['network_subnet_invalid', 'network_takes_route', 'network_pools_full', 'node_unreachable'] as const),
    ],
  },
  'GET /nodes/{node}/networks/{network}/inspect': {
    summary: 'Everything Docker knows of a network.',
    tag: 'networks',
    auth: 'required',
    params: network,
    status: 200,
    response: inspectSchema,
    problems: ['not_found', 'network_not_found', 'node_unreachable'],
  },
  'DELETE /nodes/{node}/networks/{network}': {
    summary: 'Removes a network, if no running container is on it.',
    tag: 'networks',
    auth: 'required',
    params: network,
    status: 204,
    response: null,
    problems: ['not_found', 'network_not_found', 'network_in_use', 'network_predefined', 'node_unreachable'],
  },
  'POST /nodes/{node}/networks/{network}/connect': {
    summary: 'Puts a container on a network, beside those it is on.',
    tag: 'networks',
    auth: 'required',
    params: network,
    body: connectNetworkSchema,
    status: 200,
    response: networkSchema,
    problems: [
      ...(['not_found', 'network_not_found', 'container_not_found', 'network_connected', 'network_mode_fixed'] as const),
      ...(['network_alias_unsupported', 'network_full', 'node_unreachable'] as const),
    ],
  },
  'POST /nodes/{node}/networks/{network}/disconnect': {
    summary: 'Takes a container off a network.',
    tag: 'networks',
    auth: 'required',
    params: network,
    body: disconnectNetworkSchema,
    status: 200,
    response: networkSchema,
    problems: [
      ...(['not_found', 'network_not_found', 'container_not_found', 'network_not_connected'] as const),
      ...(['network_mode_fixed', 'node_unreachable'] as const),
    ],
  },
  'POST /nodes/{node}/networks/prune': {
    summary: 'Removes the networks that are named, if no container is on them by now.',
    tag: 'networks',
    auth: 'required',
    params: node,
    body: pruneNetworksSchema,
    status: 200,
    response: prunedNetworksSchema,
    problems: ['not_found', 'prune_running', 'cancelled', 'node_unreachable'],
  },
});

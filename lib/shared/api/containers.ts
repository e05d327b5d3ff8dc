import { z } from 'zod';
import { listSchema, nodeRefSchema } from '../common';
import {
  containerRefSchema,
  containerSchema,
  logLineSchema,
  logQuerySchema,
  removeContainerQuerySchema,
  runContainerSchema,
} from '../containers';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const container = z.object({ node: nodeRefSchema, container: containerRefSchema });

export const containerEndpoints = defineEndpoints({
  'GET /nodes/{node}/containers': {
    summary: 'All containers of a node, running or not.',
    tag: 'containers',
    auth: 'required',
    params: node,
    status: 200,
    response: listSchema(containerSchema),
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
  'POST /nodes/{node}/containers': {
    summary: 'Creates and starts a container from an image that is on the node.',
    tag: 'containers',
    auth: 'required',
    params: node,
    body: runContainerSchema,
    status: 201,
    response: containerSchema,
    location: '/nodes/{node}/containers/{id}',
    problems: ['not_found', 'image_not_found', 'container_name_taken', 'port_taken', 'command_not_found', 'node_unreachable'],
  },
  'GET /nodes/{node}/containers/{container}': {
    summary: 'One container, by id or name.',
    tag: 'containers',
    auth: 'required',
    params: container,
    status: 200,
    response: containerSchema,
    problems: ['not_found', 'container_not_found', 'node_unreachable'],
  },
  'DELETE /nodes/{node}/containers/{container}': {
    summary: 'Removes a container and its read-write layer; `force` stops it first.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: removeContainerQuerySchema,
    status: 204,
    response: null,
    problems: ['not_found', 'container_not_found', 'container_running', 'node_unreachable'],
  },
  'POST /nodes/{node}/containers/{container}/start': {
    summary: 'Starts a container.',
    tag: 'containers',
    auth: 'required',
    params: container,
    status: 200,
    response: containerSchema,
    problems: ['not_found', 'container_not_found', 'port_taken', 'node_unreachable'],
  },
  'POST /nodes/{node}/containers/{container}/stop': {
    summary: 'Stops a container: SIGTERM, then SIGKILL after 10 seconds.',
    tag: 'containers',
    auth: 'required',
    params: container,
    status: 200,
    response: containerSchema,
    problems: ['not_found', 'container_not_found', 'node_unreachable'],
  },
  'GET /nodes/{node}/containers/{container}/logs': {
    summary: 'The last lines a container wrote.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: logQuerySchema,
    status: 200,
    response: listSchema(logLineSchema),
    problems: ['not_found', 'container_not_found', 'node_unreachable'],
  },
});

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
import { imageRefSchema, imageSchema, pullImageSchema, removedImageSchema, removeImageQuerySchema } from '../images';
import { layerMapSchema, layerWritesSchema } from '../layers';
import { jobSchema } from '../jobs';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const container = z.object({ node: nodeRefSchema, container: containerRefSchema });
/** A reference holds slashes and colons: percent-encode it into one segment, `localhost%3A5000%2Fx%2Fy%3A1.0`. */
const image = z.object({ node: nodeRefSchema, image: imageRefSchema });

export const dockerEndpoints = defineEndpoints({
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
  'GET /nodes/{node}/images': {
    summary: 'All images of a node.',
    tag: 'images',
    auth: 'required',
    params: node,
    status: 200,
    response: listSchema(imageSchema),
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
  'POST /nodes/{node}/images/pull': {
    summary: 'Starts a pull as a job; follow it at its Location.',
    tag: 'images',
    auth: 'required',
    params: node,
    body: pullImageSchema,
    status: 202,
    response: jobSchema,
    location: '/jobs/{id}',
    problems: ['not_found', 'image_reference_invalid', 'node_unreachable'],
  },
  'DELETE /nodes/{node}/images/{image}': {
    summary: 'Removes a tag, and the image when it was the last one. The reference is percent-encoded into one segment.',
    tag: 'images',
    auth: 'required',
    params: image,
    query: removeImageQuerySchema,
    status: 200,
    response: removedImageSchema,
    problems: ['not_found', 'image_not_found', 'image_in_use', 'node_unreachable'],
  },
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
    summary: 'What containers have written into their writable layers: sizes and newest names, seconds old at most.',
    tag: 'layers',
    auth: 'required',
    params: node,
    status: 200,
    response: layerWritesSchema,
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
});

import { z } from 'zod';
import { swapNodeSchema, swappedNodeSchema, takeBackQuerySchema } from '../class-life';
import { idSchema, listSchema, nodeRefSchema } from '../common';
import { healthSampleSchema } from '../health';
import { nodePageSchema, nodeQuerySchema, nodeSummarySchema } from '../node-list';
import { approveHostKeySchema, createNodeSchema, nodeSchema, updateNodeSchema } from '../nodes';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const nodeAndUser = z.object({ node: nodeRefSchema, user: idSchema });

export const nodeEndpoints = defineEndpoints({
  'GET /nodes': {
    summary: 'The nodes you may see, page by page, with how many there are in all: of one class, by words, state and order.',
    tag: 'nodes',
    auth: 'required',
    query: nodeQuerySchema,
    status: 200,
    response: nodePageSchema,
    problems: [],
  },
  'GET /node-summary': {
    summary: 'The nodes you may see in numbers: by state, without a student, in all and for each class.',
    tag: 'nodes',
    auth: 'required',
    query: z.object({ class: nodeQuerySchema.shape.class }),
    status: 200,
    response: nodeSummarySchema,
    problems: [],
  },
  'POST /nodes': {
    summary: 'Registers a node. Nothing is sent to it until its host key is approved.',
    tag: 'nodes',
    auth: 'required',
    body: createNodeSchema,
    status: 201,
    response: nodeSchema,
    location: '/nodes/{id}',
    problems: ['forbidden', 'name_taken', 'address_refused'],
  },
  'GET /nodes/{node}/health': {
    summary: 'The last samples of a node, the oldest first: latency, load, memory, disk.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    status: 200,
    response: listSchema(healthSampleSchema),
    problems: ['not_found'],
  },
  'GET /nodes/{node}': {
    summary: 'One node, by id, by name, or by class/node where several have the name.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    status: 200,
    response: nodeSchema,
    problems: ['not_found', 'node_ambiguous'],
  },
  'PATCH /nodes/{node}': {
    summary: 'Changes a node. A new host, port or login user needs the credential again.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    body: updateNodeSchema,
    status: 200,
    response: nodeSchema,
    problems: ['not_found', 'forbidden', 'name_taken', 'address_refused'],
  },
  'DELETE /nodes/{node}': {
    summary:
      'Removes a node from the panel after the panel’s key for root is revoked on it; the node is kept when it cannot be reached for that. `takeBack=false` leaves the key.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    query: takeBackQuerySchema,
    status: 204,
    response: null,
    problems: ['not_found', 'forbidden', 'operation_running', 'node_unreachable', 'root_unavailable', 'root_login_rolled_back'],
  },
  'POST /nodes/{node}/host-key': {
    summary: 'Approves the host key the node offered, named by its fingerprint.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    body: approveHostKeySchema,
    status: 200,
    response: nodeSchema,
    problems: ['not_found', 'forbidden', 'host_key_mismatch'],
  },
  'POST /nodes/{node}/reconnect': {
    summary: 'Reconnects now, whatever was refused before.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    status: 200,
    response: nodeSchema,
    problems: ['not_found'],
  },
  'POST /nodes/{node}/swap': {
    summary:
      'Gives a student a spare node of the class in place of this one. Progress stays, containers do not move, and the node is set aside. `dryRun` changes nothing.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    body: swapNodeSchema,
    status: 200,
    response: swappedNodeSchema,
    problems: ['not_found', 'forbidden', 'class_closed', 'invalid_input', 'no_spare_node', 'conflict'],
  },
  'PUT /nodes/{node}/assignees/{user}': {
    summary: 'Assigns the node to a user; `from` unassigns another node of theirs in the same step.',
    tag: 'nodes',
    auth: 'required',
    params: nodeAndUser,
    query: z.object({ from: idSchema.optional() }),
    status: 200,
    response: nodeSchema,
    problems: ['not_found', 'forbidden'],
  },
  'DELETE /nodes/{node}/assignees/{user}': {
    summary: 'Unassigns the node from a user and ends their terminals and log streams on it.',
    tag: 'nodes',
    auth: 'required',
    params: nodeAndUser,
    status: 200,
    response: nodeSchema,
    problems: ['not_found', 'forbidden'],
  },
});

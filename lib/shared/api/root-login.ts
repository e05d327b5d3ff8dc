import { z } from 'zod';
import { idSchema, listSchema, nodeRefSchema } from '../common';
import { jobSchema } from '../jobs';
import {
  classRootLoginSchema,
  nodeOutcomeSchema,
  rootLoginSchema,
  setRootPasswordSchema,
  setUpRootLoginSchema,
} from '../root-login';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const cls = z.object({ class: idSchema });

export const rootLoginEndpoints = defineEndpoints({
  'GET /nodes/{node}/root-login': {
    summary: 'The stage of a node’s root login.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    status: 200,
    response: rootLoginSchema,
    problems: ['not_found'],
  },
  'POST /nodes/{node}/root-login': {
    summary: 'Sets up root login by the panel’s own key, as a job. A root password that is given is used once and not stored.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    body: setUpRootLoginSchema,
    status: 202,
    response: jobSchema,
    location: '/jobs/{id}',
    problems: ['not_found', 'operation_running'],
  },
  'DELETE /nodes/{node}/root-login': {
    summary: 'Revokes the panel’s root login, as a job: key and configuration file are removed, the login user stays.',
    tag: 'nodes',
    auth: 'required',
    params: node,
    status: 202,
    response: jobSchema,
    location: '/jobs/{id}',
    problems: ['not_found', 'operation_running'],
  },
  'GET /classes/{class}/root-login': {
    summary: 'Every node of a class with the stage of its root login.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: listSchema(rootLoginSchema),
    problems: ['not_found'],
  },
  'POST /classes/{class}/root-login': {
    summary: 'Sets up or revokes the root login on every node of a class: a job each.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: classRootLoginSchema,
    status: 202,
    response: listSchema(nodeOutcomeSchema),
    problems: ['not_found'],
  },
  'POST /classes/{class}/root-password': {
    summary: 'Sets root’s password on every node of a class and unlocks it; null only unlocks.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: setRootPasswordSchema,
    status: 200,
    response: listSchema(nodeOutcomeSchema),
    problems: ['not_found'],
  },
});

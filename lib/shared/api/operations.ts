import { z } from 'zod';
import { idSchema, listSchema, pageQuerySchema } from '../common';
import { operationDetailSchema, operationSchema, startedOperationSchema, startOperationSchema } from '../operations';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });
const operation = z.object({ operation: idSchema });

export const operationEndpoints = defineEndpoints({
  'POST /classes/{class}/operations': {
    summary:
      'Starts one operation on many nodes: prepares them, pulls images, runs a command, or resets Docker; `dryRun` only reports what would change.',
    tag: 'operations',
    auth: 'required',
    params: cls,
    body: startOperationSchema,
    status: 202,
    response: startedOperationSchema,
    problems: ['not_found', 'operation_running'],
  },
  'GET /classes/{class}/operations': {
    summary: 'The operations on the nodes of a class, the newest first.',
    tag: 'operations',
    auth: 'required',
    params: cls,
    query: pageQuerySchema,
    status: 200,
    response: listSchema(operationSchema),
    problems: ['not_found'],
  },
  'GET /operations/{operation}': {
    summary: 'One operation with the job of each node.',
    tag: 'operations',
    auth: 'required',
    params: operation,
    status: 200,
    response: operationDetailSchema,
    problems: ['not_found'],
  },
  'GET /operations/{operation}/summary': {
    summary: 'One operation, with how many nodes are done.',
    tag: 'operations',
    auth: 'required',
    params: operation,
    status: 200,
    response: operationSchema,
    problems: ['not_found'],
  },
  'POST /operations/{operation}/cancel': {
    summary: 'Cancels what still runs of an operation.',
    tag: 'operations',
    auth: 'required',
    params: operation,
    status: 200,
    response: operationDetailSchema,
    problems: ['not_found', 'conflict'],
  },
  'POST /operations/{operation}/resume': {
    summary: 'Resumes an operation on the nodes that are not done; what is already in place is left unchanged.',
    tag: 'operations',
    auth: 'required',
    params: operation,
    status: 202,
    response: operationDetailSchema,
    problems: ['not_found', 'conflict', 'operation_running'],
  },
});

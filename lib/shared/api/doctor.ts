import { z } from 'zod';
import { idSchema, nodeRefSchema } from '../common';
import { doctorClassSchema, doctorReportSchema } from '../doctor';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
const cls = z.object({ class: idSchema });

export const doctorEndpoints = defineEndpoints({
  'POST /nodes/{node}/doctor': {
    summary: 'Checks a node now and returns the finished report. Nothing on the node is changed.',
    tag: 'doctor',
    auth: 'required',
    params: node,
    status: 200,
    response: doctorReportSchema,
    problems: ['not_found', 'forbidden'],
  },
  'GET /nodes/{node}/doctor': {
    summary: 'The check in progress, else the last report; null before the first.',
    tag: 'doctor',
    auth: 'required',
    params: node,
    status: 200,
    response: z.object({ report: doctorReportSchema.nullable() }),
    problems: ['not_found'],
  },
  'POST /classes/{class}/doctor': {
    summary: 'Starts to check every node of a class.',
    tag: 'doctor',
    auth: 'required',
    params: cls,
    status: 202,
    response: doctorClassSchema,
    problems: ['not_found'],
  },
  'GET /classes/{class}/doctor': {
    summary: 'Is the class ready for the lesson? One light, why, and the report of each node.',
    tag: 'doctor',
    auth: 'required',
    params: cls,
    status: 200,
    response: doctorClassSchema,
    problems: ['not_found'],
  },
});

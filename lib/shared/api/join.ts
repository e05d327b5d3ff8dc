import { z } from 'zod';
import { idSchema } from '../common';
import { classJoinSchema, joinAccountSchema, joinCodeSchema, joinedSchema, joinSchema, openJoinSchema } from '../join';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });
const code = z.object({ code: joinCodeSchema });

export const joinEndpoints = defineEndpoints({
  'GET /classes/{class}/join': {
    summary: 'The join code of a class, while there is one, and how many nodes are free.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: classJoinSchema,
    problems: ['not_found', 'class_closed'],
  },
  'PUT /classes/{class}/join': {
    summary: 'Makes a join code for a class that ends at a time. An earlier code of the class stops working at once.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: openJoinSchema,
    status: 200,
    response: classJoinSchema,
    problems: ['not_found', 'class_closed', 'invalid_input'],
  },
  'DELETE /classes/{class}/join': {
    summary: 'Revokes the join code of a class. Whoever has joined stays.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 204,
    response: null,
    problems: ['not_found', 'class_closed'],
  },
  'GET /join/{code}': {
    summary: 'Which class a join code is for, and whether a node is left.',
    tag: 'classes',
    auth: 'public',
    params: code,
    status: 200,
    response: joinSchema,
    problems: ['join_code_unknown', 'rate_limited'],
  },
  'POST /join/{code}/account': {
    summary: 'Creates a student account with a join code, enrols it and assigns a free node. Signing in is the next step.',
    tag: 'classes',
    auth: 'public',
    budget: 'join',
    params: code,
    body: joinAccountSchema,
    status: 201,
    response: joinedSchema,
    problems: ['join_code_unknown', 'class_full', 'account_exists', 'rate_limited'],
  },
  'POST /join/{code}': {
    summary: 'Enrols you in the class of a join code and assigns you a free node; again, it changes nothing.',
    tag: 'classes',
    auth: 'required',
    params: code,
    status: 200,
    response: joinedSchema,
    problems: ['join_code_unknown', 'class_full', 'forbidden', 'rate_limited'],
  },
});

import { z } from 'zod';
import { classSchema, createClassSchema, enrolSchema, memberSchema } from '@/lib/shared/accounts';
import { cardsSchema, makeCardsSchema } from '@/lib/shared/cards';
import { idSchema, listSchema, pageQuerySchema } from '@/lib/shared/common';
import { rosterResultSchema, rosterSchema } from '@/lib/shared/roster';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });

export const classEndpoints = defineEndpoints({
  'GET /classes': {
    summary: 'The classes you teach; all of them for an administrator.',
    tag: 'classes',
    auth: 'required',
    query: pageQuerySchema,
    status: 200,
    response: listSchema(classSchema),
    problems: ['forbidden'],
  },
  'POST /classes': {
    summary: 'Makes a class; an instructor teaches what they make.',
    tag: 'classes',
    auth: 'required',
    body: createClassSchema,
    status: 201,
    response: classSchema,
    location: '/classes/{id}',
    problems: ['forbidden', 'name_taken'],
  },
  'GET /classes/{class}': {
    summary: 'One class.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: classSchema,
    problems: ['not_found'],
  },
  'GET /classes/{class}/members': {
    summary: 'Who is enrolled in a class.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: listSchema(memberSchema),
    problems: ['not_found'],
  },
  'POST /classes/{class}/members': {
    summary: 'Enrols a user.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: enrolSchema,
    status: 201,
    response: memberSchema,
    problems: ['not_found', 'conflict'],
  },
  'POST /classes/{class}/roster': {
    summary:
      'Makes student accounts from pasted lines, enrols them and gives them nodes in order. Repeatable; `dryRun` only tells.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: rosterSchema,
    status: 200,
    response: rosterResultSchema,
    problems: ['not_found', 'conflict'],
  },
  'GET /classes/{class}/cards': {
    summary: 'What each student needs to sign in: address, account, node.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: cardsSchema,
    problems: ['not_found'],
  },
  'POST /classes/{class}/cards': {
    summary: 'Sets new passwords for the students of a class and shows them this once. Signs those students out everywhere.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: makeCardsSchema,
    status: 200,
    response: cardsSchema,
    problems: ['not_found', 'forbidden'],
  },
  'DELETE /classes/{class}/members/{user}': {
    summary: 'Ends an enrolment.',
    tag: 'classes',
    auth: 'required',
    params: z.object({ class: idSchema, user: idSchema }),
    status: 204,
    response: null,
    problems: ['not_found'],
  },
});

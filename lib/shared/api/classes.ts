import { z } from 'zod';
import { classSchema, createClassSchema, enrolSchema, memberSchema } from '../accounts';
import { cardsSchema, makeCardsSchema } from '../cards';
import { idSchema, listSchema, pageQuerySchema } from '../common';
import {
  classDeletionSchema,
  deleteClassQuerySchema,
  movedNodesSchema,
  moveNodesSchema,
  removedNodesSchema,
  removeNodesSchema,
  updateClassSchema,
} from '../class-life';
import { exportedFileSchema } from '../node-import';
import { mendMemberSchema, rosterResultSchema, rosterSchema } from '../roster';
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
    summary:
      'Creates a class; an instructor teaches the class they create. `copyOf` takes over the instructors, defaults, course and settings of another class, `moveNodes` its nodes too.',
    tag: 'classes',
    auth: 'required',
    body: createClassSchema,
    status: 201,
    response: classSchema,
    location: '/classes/{id}',
    problems: ['forbidden', 'name_taken', 'not_found', 'operation_running'],
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
  'PATCH /classes/{class}': {
    summary: 'Renames, closes or reopens a class. The staff can read a closed class; its students have no access.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: updateClassSchema,
    status: 200,
    response: classSchema,
    problems: ['not_found', 'name_taken'],
  },
  'GET /classes/{class}/archive': {
    summary:
      'Everything about a class in one archive signed by the panel: people, settings, nodes, audit, course, progress with evidence. No secrets.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: exportedFileSchema,
    download: ['application/zip'],
    problems: ['not_found'],
  },
  'DELETE /classes/{class}': {
    summary:
      'Deletes a class, its nodes in the panel and the history of its operations; accounts are kept. The panel’s key for root is revoked on the nodes first: where that fails the class is kept, unless `takeBack=false`. `dryRun=true` changes nothing.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    query: deleteClassQuerySchema,
    status: 200,
    response: classDeletionSchema,
    problems: ['not_found', 'operation_running'],
  },
  'POST /classes/{class}/nodes/move': {
    summary: 'Moves nodes to another class; who is not enrolled there loses theirs. `dryRun` changes nothing.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: moveNodesSchema,
    status: 200,
    response: movedNodesSchema,
    problems: ['not_found', 'class_closed', 'operation_running', 'conflict'],
  },
  'POST /classes/{class}/nodes/remove': {
    summary:
      'Removes nodes from the panel after the panel’s key for root is revoked on them; a node that cannot be reached for that is kept and named.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    body: removeNodesSchema,
    status: 200,
    response: removedNodesSchema,
    problems: ['not_found', 'operation_running'],
  },
  'PATCH /classes/{class}/members/{user}': {
    summary: 'Corrects the name or the student number of a student of the class.',
    tag: 'classes',
    auth: 'required',
    params: z.object({ class: idSchema, user: idSchema }),
    body: mendMemberSchema,
    status: 200,
    response: memberSchema,
    problems: ['not_found', 'forbidden'],
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
    summary: 'Enrols a user, by id or by e-mail address: a student, or another instructor for the class.',
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
      'Creates student accounts from pasted lines, enrols them and assigns nodes in order. Idempotent; `dryRun` changes nothing.',
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

import type { Key } from '@/lib/shared/api';

/** The columns: nobody; another student of the class; another class's instructor; the student whose it is; their instructor; an admin. */
export const columns = ['anonymous', 'other', 'stranger', 'own', 'instructor', 'admin'] as const;
export type Column = (typeof columns)[number];

/** A status where it is allowed, a code of the error table where it is not. */
type Row = readonly [string, string, string, string, string, string];

const everybody = (status: string): Row => ['unauthenticated', status, status, status, status, status];
/** Whoever may not know the node is told that there is none. */
const ofNode = (status: string): Row => ['unauthenticated', 'not_found', 'not_found', status, status, status];
const ofNodeStaff = (status: string): Row => ['unauthenticated', 'not_found', 'not_found', 'forbidden', status, status];
const ofClassStaff = (status: string): Row => ['unauthenticated', 'not_found', 'not_found', 'not_found', status, status];
/** Students of the class, each about themselves, and its staff. */
const ofClassPeople = (status: string): Row => ['unauthenticated', status, 'not_found', status, status, status];
/** About the progress of `own` by their id. */
const ofOwnProgress = (status: string): Row => ['unauthenticated', 'not_found', 'not_found', status, status, status];
/** Students of the class, each about themselves: staff have no part of their own in it. */
const ofLearners = (status: string): Row => ['unauthenticated', status, 'not_found', status, 'forbidden', 'forbidden'];
const ofStaff = (status: string): Row => ['unauthenticated', 'forbidden', status, 'forbidden', status, status];
const ofAdmins = (status: string): Row => ['unauthenticated', 'forbidden', 'forbidden', 'forbidden', 'forbidden', status];
const toAnybody = (answer: string): Row => [answer, answer, answer, answer, answer, answer];

/**
 * Who gets what from every endpoint, when it is about node0, class A, and the account, job and token of the student `own`.
 * Written by hand: a route that answers otherwise, and an endpoint without a row, fail.
 */
export const table: Record<Key, Row> = {
  'GET /health': toAnybody('200'),
  'GET /openapi.json': toAnybody('200'),
  'GET /setup': toAnybody('200'),
  'POST /setup': toAnybody('setup_done'),

  'GET /me': everybody('200'),
  'GET /users': ofStaff('200'),
  'POST /users': ['unauthenticated', 'forbidden', 'forbidden', 'forbidden', 'forbidden', '201'],
  // One's own name; anything else of an account is the administrator's.
  'PATCH /users/{user}': ['unauthenticated', 'not_found', 'not_found', '200', 'not_found', '200'],
  'GET /users/{user}': ['unauthenticated', 'not_found', 'not_found', 'forbidden', 'not_found', '200'],
  'DELETE /users/{user}': ['unauthenticated', 'not_found', 'not_found', 'forbidden', 'not_found', '204'],
  'POST /users/{user}/password': ['unauthenticated', 'not_found', 'not_found', 'forbidden', 'not_found', '200'],
  'DELETE /users/{user}/tokens': ['unauthenticated', 'not_found', 'not_found', '204', 'not_found', '204'],
  'DELETE /users/{user}/sessions': ['unauthenticated', 'not_found', 'not_found', '204', 'not_found', '204'],
  // The old password, which none of them has.
  'POST /me/password': everybody('invalid_input'),
  'GET /sessions': everybody('200'),
  'DELETE /sessions': everybody('204'),
  'DELETE /sessions/{session}': ['unauthenticated', 'not_found', 'not_found', '204', 'not_found', 'not_found'],
  'GET /audit': ofStaff('200'),
  'GET /audit/export': ofStaff('200'),
  'GET /tokens': everybody('200'),
  'POST /tokens': everybody('201'),
  'DELETE /tokens/{token}': ['unauthenticated', 'not_found', 'not_found', '204', 'not_found', '204'],
  'GET /registry-sign-ins': everybody('200'),
  // Tried on node0, where it is used for whom that is assigned to, and for nobody else.
  'POST /registry-sign-ins': ['unauthenticated', 'not_found', 'not_found', '201', 'not_found', 'not_found'],
  'DELETE /registry-sign-ins/{signIn}': ['unauthenticated', 'not_found', 'not_found', '204', 'not_found', 'not_found'],

  'GET /classes': ofStaff('200'),
  'POST /classes': ofStaff('201'),
  'GET /classes/{class}': ofClassStaff('200'),
  'PATCH /classes/{class}': ofClassStaff('200'),
  // A job is under way on node0.
  'DELETE /classes/{class}': ofClassStaff('operation_running'),
  // To class A itself: nobody who may see it can do that.
  'POST /classes/{class}/nodes/move': ofClassStaff('conflict'),
  'POST /classes/{class}/nodes/remove': ofClassStaff('operation_running'),
  'PATCH /classes/{class}/members/{user}': ofClassStaff('200'),
  'GET /classes/{class}/members': ofClassStaff('200'),
  'POST /classes/{class}/members': ofClassStaff('201'),
  'POST /classes/{class}/roster': ofClassStaff('200'),
  'GET /classes/{class}/containers': ofClassStaff('200'),
  'GET /classes/{class}/images': ofClassStaff('200'),
  'GET /classes/{class}/archive': ofClassStaff('200'),
  'GET /classes/{class}/join': ofClassStaff('200'),
  'PUT /classes/{class}/join': ofClassStaff('200'),
  'DELETE /classes/{class}/join': ofClassStaff('204'),
  // Whoever has the code; the two students of the class have its two nodes.
  'GET /join/{code}': toAnybody('200'),
  'POST /join/{code}/account': toAnybody('class_full'),
  'POST /join/{code}': ['unauthenticated', '200', 'forbidden', '200', 'forbidden', 'forbidden'],
  'GET /classes/{class}/cards': ofClassStaff('200'),
  'POST /classes/{class}/cards': ofClassStaff('200'),
  // The class does not show them.
  'POST /classes/{class}/cards/node-passwords': ofClassStaff('forbidden'),
  'DELETE /classes/{class}/members/{user}': ofClassStaff('204'),

  'GET /classes/{class}/defaults': ofClassStaff('200'),
  'PUT /classes/{class}/defaults': ofClassStaff('200'),
  'GET /classes/{class}/registry': ofClassStaff('200'),
  'PUT /classes/{class}/registry': ofClassStaff('200'),
  'DELETE /classes/{class}/registry': ofClassStaff('204'),
  'GET /classes/{class}/registry-sign-ins': ofClassStaff('200'),
  'POST /classes/{class}/registry-sign-ins': ofClassStaff('201'),
  'DELETE /classes/{class}/registry-sign-ins/{signIn}': ofClassStaff('204'),
  // The class has none.
  'GET /classes/{class}/registry/repositories': ofClassPeople('200'),
  'GET /classes/{class}/registry/image': ofClassPeople('registry_not_set'),
  'DELETE /classes/{class}/registry/image': ofClassStaff('registry_not_set'),
  'POST /classes/{class}/nodes/import': ofClassStaff('200'),
  'GET /classes/{class}/nodes/export': ofClassStaff('200'),
  'GET /classes/{class}/host-keys': ofClassStaff('200'),
  'POST /classes/{class}/host-keys': ofClassStaff('200'),

  'GET /nodes': everybody('200'),
  'GET /node-summary': everybody('200'),
  // For class A: the other class's instructor may register nodes, but learns of no class that they do not teach.
  'POST /nodes': ['unauthenticated', 'forbidden', 'invalid_input', 'forbidden', '201', '201'],
  // Of an address, not of a node that is there: whoever may register nodes.
  'POST /connection-test': ofStaff('200'),
  'GET /nodes/{node}': ofNode('200'),
  'PATCH /nodes/{node}': ofNodeStaff('200'),
  // Its pull is under way: who may do it is told so.
  'DELETE /nodes/{node}': ofNodeStaff('operation_running'),
  'POST /nodes/{node}/host-key': ofNodeStaff('200'),
  'POST /nodes/{node}/reconnect': ofNode('200'),
  // There is no spare in the class.
  'POST /nodes/{node}/swap': ofNodeStaff('no_spare_node'),
  'PUT /nodes/{node}/assignees/{user}': ofNodeStaff('200'),
  'DELETE /nodes/{node}/assignees/{user}': ofNodeStaff('200'),

  'GET /nodes/{node}/health': ofNode('200'),
  'GET /nodes/{node}/containers': ofNode('200'),
  'POST /nodes/{node}/containers': ofNode('201'),
  'GET /nodes/{node}/containers/{container}': ofNode('200'),
  'DELETE /nodes/{node}/containers/{container}': ofNode('204'),
  'POST /nodes/{node}/containers/{container}/start': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/stop': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/restart': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/pause': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/unpause': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/kill': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/rename': ofNode('200'),
  'PATCH /nodes/{node}/containers/{container}': ofNode('200'),
  'POST /nodes/{node}/containers/{container}/commit': ofNode('201'),
  'GET /nodes/{node}/containers/{container}/stats': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/processes': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/changes': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/detail': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/inspect': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/files': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/files/text': ofNode('200'),
  'PUT /nodes/{node}/containers/{container}/files/text': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/files/content': ofNode('200'),
  'PUT /nodes/{node}/containers/{container}/files/content': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/files/archive': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/logs': ofNode('200'),
  'GET /nodes/{node}/containers/{container}/logs/download': ofNode('200'),
  'GET /nodes/{node}/images': ofNode('200'),
  'POST /nodes/{node}/images/pull': ofNode('202'),
  'POST /nodes/{node}/images/build': ofNode('202'),
  'GET /nodes/{node}/images/{image}': ofNode('200'),
  'GET /nodes/{node}/images/{image}/history': ofNode('200'),
  'GET /nodes/{node}/images/{image}/inspect': ofNode('200'),
  'POST /nodes/{node}/images/{image}/tag': ofNode('201'),
  'POST /nodes/{node}/images/{image}/push': ofNode('202'),
  'GET /nodes/{node}/images/{image}/save': ofNode('200'),
  'POST /nodes/{node}/images/load': ofNode('200'),
  'POST /nodes/{node}/images/prune': ofNode('200'),
  'DELETE /nodes/{node}/images/{image}': ofNode('200'),
  'GET /nodes/{node}/events': ofNode('200'),
  'GET /nodes/{node}/build-cache': ofNode('200'),
  'POST /nodes/{node}/build-cache/prune': ofNode('200'),
  'GET /nodes/{node}/volumes': ofNode('200'),
  'POST /nodes/{node}/volumes': ofNode('201'),
  'GET /nodes/{node}/volumes/{volume}/inspect': ofNode('200'),
  'DELETE /nodes/{node}/volumes/{volume}': ofNode('204'),
  'POST /nodes/{node}/volumes/prune': ofNode('200'),
  'GET /nodes/{node}/networks': ofNode('200'),
  'POST /nodes/{node}/networks': ofNode('201'),
  'GET /nodes/{node}/networks/{network}/inspect': ofNode('200'),
  'DELETE /nodes/{node}/networks/{network}': ofNode('204'),
  'POST /nodes/{node}/networks/{network}/connect': ofNode('200'),
  'POST /nodes/{node}/networks/{network}/disconnect': ofNode('200'),
  'POST /nodes/{node}/networks/prune': ofNode('200'),
  'GET /nodes/{node}/layers': ofNode('200'),
  'GET /nodes/{node}/layers/writes': ofNode('200'),
  'GET /nodes/{node}/jobs': ofNode('200'),
  // Each sees their own.
  'GET /jobs': everybody('200'),
  'GET /jobs/{job}': ofNode('200'),
  'POST /jobs/{job}/cancel': ofNode('200'),

  'POST /nodes/{node}/doctor': ofNodeStaff('200'),
  'GET /nodes/{node}/doctor': ofNode('200'),
  'POST /classes/{class}/doctor': ofClassStaff('202'),
  'GET /classes/{class}/doctor': ofClassStaff('200'),
  'GET /nodes/{node}/root-login': ofNode('200'),
  'POST /nodes/{node}/root-login': ofNode('202'),
  'DELETE /nodes/{node}/root-login': ofNode('202'),
  'GET /classes/{class}/root-login': ofClassStaff('200'),
  'POST /classes/{class}/root-login': ofClassStaff('202'),
  'POST /classes/{class}/root-password': ofClassStaff('200'),

  'POST /classes/{class}/operations': ofClassStaff('202'),
  'GET /classes/{class}/operations': ofClassStaff('200'),
  'GET /operations/{operation}': ofClassStaff('200'),
  'GET /operations/{operation}/summary': ofClassStaff('200'),
  // It is over, so there is nothing to cancel.
  'POST /operations/{operation}/cancel': ofClassStaff('conflict'),
  'POST /operations/{operation}/resume': ofClassStaff('202'),

  'GET /courses': ofStaff('200'),
  'POST /courses': ofStaff('201'),
  // Its programs run as root on nodes of every class that uses it.
  'PUT /courses/{hash}/trust': ofAdmins('200'),
  'DELETE /courses/{hash}/trust': ofAdmins('200'),
  // Of the course of class A: its students, and staff, who may choose any course.
  'GET /courses/{hash}/pictures/{name}': everybody('200'),
  'GET /classes/{class}/course': ofClassPeople('200'),
  'PUT /classes/{class}/course': ofClassStaff('200'),
  'PATCH /classes/{class}/course': ofClassStaff('200'),
  'GET /classes/{class}/course/settings': ofClassStaff('200'),
  'GET /classes/{class}/course/commands': ofClassPeople('200'),
  'GET /classes/{class}/lessons/{lesson}': ofClassPeople('200'),
  'POST /classes/{class}/lessons/{lesson}/open': ofLearners('200'),
  'POST /classes/{class}/lessons/{lesson}/measures': ofClassPeople('200'),
  // About `own`: the other student may not know how they stand.
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/check': ofOwnProgress('200'),
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/answers': ofLearners('200'),
  // Of a step that asks, once its solution was opened.
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/why': [
    'unauthenticated',
    'not_found',
    'not_found',
    'not_found',
    'forbidden',
    'forbidden',
  ],
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/prediction': ofLearners('200'),
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/help': ofLearners('200'),
  'POST /classes/{class}/lessons/{lesson}/reset': ofOwnProgress('200'),
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/reset': ofOwnProgress('200'),
  'PUT /classes/{class}/lessons/{lesson}/steps/{step}/excuse': ofClassStaff('200'),
  'GET /classes/{class}/lessons/{lesson}/steps/{step}/evidence': ofOwnProgress('200'),
  'GET /classes/{class}/lessons/{lesson}/steps/{step}/statistics': ofClassStaff('200'),
  'GET /classes/{class}/progress': ofOwnProgress('200'),
  'GET /classes/{class}/students/{user}/track': ofClassStaff('200'),
  'GET /classes/{class}/progress/export': ofClassStaff('200'),
  'GET /classes/{class}/board': ofClassStaff('200'),

  'GET /classes/{class}/hand': ofLearners('200'),
  'POST /classes/{class}/hand': ofLearners('200'),
  'DELETE /classes/{class}/hand': ofLearners('200'),
  'GET /classes/{class}/hands': ofClassStaff('200'),
  'POST /classes/{class}/hands/{hand}/claim': ofClassStaff('200'),
  'POST /classes/{class}/hands/{hand}/answer': ofClassStaff('200'),
  'POST /classes/{class}/hands/{hand}/done': ofClassStaff('200'),
  'GET /classes/{class}/announcements': ofClassPeople('200'),
  'POST /classes/{class}/announcements': ofClassStaff('201'),
  'DELETE /classes/{class}/announcements/{announcement}': ofClassStaff('204'),
};

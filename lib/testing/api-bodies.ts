import type { Key } from '@/lib/shared/api';
import { offeredSha256 } from './api-panel';
import { courseHash } from './course-double';
import { idOf } from './factories';

const newPerson = { email: 'new@berth.test', name: 'New', password: 'long enough for all' };
/** What is sent to each endpoint that takes a body: what it takes from whoever may. */
export const bodies: Partial<Record<Key, unknown>> = {
  'POST /setup': { token: 'guessed', ...newPerson },
  'POST /users': { role: 'student', ...newPerson },
  'PATCH /users/{user}': { name: 'Renamed' },
  'POST /me/password': { current: 'not this one', password: 'long enough for all' },
  'POST /tokens': { name: 'script' },
  'POST /classes': { name: 'c' },
  'POST /nodes/{node}/root-login': {},
  'POST /classes/{class}/root-login': { action: 'set-up', nodes: [idOf('node0')] },
  'POST /classes/{class}/root-password': { rootPassword: 'secret', nodes: [idOf('node0')] },
  'POST /classes/{class}/members': { userId: idOf('other'), role: 'student' },
  'PATCH /classes/{class}': { name: 'renamed' },
  'POST /classes/{class}/nodes/move': { nodes: [idOf('node0')], to: idOf('classa') },
  // A job is under way on node0.
  'POST /classes/{class}/nodes/remove': { nodes: [idOf('node0')] },
  'PATCH /classes/{class}/members/{user}': { name: 'Renamed' },
  'POST /classes/{class}/roster': { lines: 'New, new@berth.test', assign: true },
  'PUT /classes/{class}/join': { endsAt: new Date(Date.now() + 3_600_000).toISOString() },
  'POST /join/{code}/account': newPerson,
  'POST /classes/{class}/cards': { resetPasswords: true },
  'POST /nodes': {
    name: 'node9',
    host: '198.18.0.9',
    loginUser: 'ubuntu',
    credential: { kind: 'password', password: 'x' },
    classId: idOf('classa'),
  },
  // Nobody listens there.
  'POST /connection-test': {
    host: '127.0.0.1',
    port: 1,
    loginUser: 'ubuntu',
    credential: { kind: 'password', password: 'x' },
  },
  'PUT /classes/{class}/defaults': { loginUser: 'ubuntu', port: null, jumpNodeId: null },
  'PUT /classes/{class}/registry': { kind: 'address', url: 'http://198.18.0.2:5000' },
  'POST /classes/{class}/nodes/import': { text: 'name,host,user,password\nnode9,198.18.0.9,ubuntu,x\n' },
  'POST /classes/{class}/host-keys': { keys: [{ node: idOf('node0'), sha256: offeredSha256 }] },
  'PATCH /nodes/{node}': { name: 'renamed' },
  'POST /nodes/{node}/host-key': { sha256: offeredSha256 },
  'POST /nodes/{node}/swap': {},
  'POST /nodes/{node}/containers': { image: 'ubuntu' },
  'POST /nodes/{node}/containers/{container}/kill': { signal: 'SIGTERM' },
  'POST /nodes/{node}/containers/{container}/rename': { name: 'web' },
  'PATCH /nodes/{node}/containers/{container}': { pids: 100 },
  'POST /nodes/{node}/containers/{container}/commit': { image: 'mine' },
  'POST /nodes/{node}/images/pull': { image: 'alpine' },
  'POST /nodes/{node}/volumes': { name: 'data' },
  'POST /nodes/{node}/volumes/prune': { names: ['data'] },
  'POST /classes/{class}/operations': { kind: 'node.command', command: 'true' },
  // Nobody has rehearsed it on the nodes of this class.
  'PUT /classes/{class}/course': { hash: courseHash, override: true },
  'PATCH /classes/{class}/course': { openUpTo: 'first' },
  'POST /classes/{class}/lessons/{lesson}/measures': { items: [{ of: 'text', value: 'x' }] },
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/answers': { check: 'name', value: 'x' },
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/prediction': { value: '1' },
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/why': { value: 'Because.' },
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/help': { level: 2 },
  'POST /classes/{class}/lessons/{lesson}/reset': { users: [idOf('own')] },
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/reset': { users: [idOf('own')] },
  'PUT /classes/{class}/lessons/{lesson}/steps/{step}/excuse': { user: idOf('own') },
  'POST /classes/{class}/hand': { lesson: 'first', step: 'make' },
  'POST /classes/{class}/hands/{hand}/claim': {},
  'POST /classes/{class}/hands/{hand}/answer': { answer: 'Try it on the host.' },
  'POST /classes/{class}/announcements': { text: { en: 'Break' } },
};

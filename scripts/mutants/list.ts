/** One change of one line that must turn a test red. */
export interface Mutant {
  /** What the line guards, and what the change takes away. */
  name: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
  /** Unit test files, or parts of their paths, of which one must fail. */
  tests: string[];
}

const realtime = 'lib/doors/realtime';
const access = 'lib/doors/realtime/access';
const terminals = 'lib/features/terminals';

export const mutants: Mutant[] = [
  // Policy
  {
    name: 'policy: a closed class is still used by its students',
    file: 'lib/core/policy/policy.ts',
    find: "const nodeUser: Rule = (a, r) => nodeStaff(a, r) || (r.kind === 'node' && !r.closed && r.assigneeIds.has(a.id));",
    replace: "const nodeUser: Rule = (a, r) => nodeStaff(a, r) || (r.kind === 'node' && r.assigneeIds.has(a.id));",
    tests: ['lib/core/policy'],
  },
  {
    name: 'policy: staff of any class rule every class',
    file: 'lib/core/policy/policy.ts',
    find: "r.kind === 'class' && a.teaches.has(r.id));",
    replace: "r.kind === 'class' && a.teaches.size > 0);",
    tests: ['lib/core/policy'],
  },
  {
    name: 'policy: a student who teaches somewhere counts as staff of a node',
    file: 'lib/core/policy/policy.ts',
    find: "isAdmin(a, r) || (a.role === 'instructor' && r.kind === 'node'",
    replace: "isAdmin(a, r) || (r.kind === 'node'",
    tests: ['lib/core/policy'],
  },
  {
    name: 'policy: staff work on in a closed class',
    file: 'lib/core/policy/policy.ts',
    find: "const shut = actor.role !== 'admin' && isClosed(actor, resource) && !whileClosed.has(action);",
    replace: "const shut = actor.role === 'student' && isClosed(actor, resource) && !whileClosed.has(action);",
    tests: ['lib/core/policy'],
  },
  {
    name: 'policy: an account resets the password of another',
    file: 'lib/core/policy/policy.ts',
    find: "'user.reset-password': isAdmin,",
    replace: "'user.reset-password': isStaff,",
    tests: ['lib/core/policy', 'app/api/v1/who-must-not-see-this'],
  },
  {
    name: 'policy: a student gives a container access to the node where the class does not let them',
    file: 'lib/core/policy/policy.ts',
    find: "(r.kind === 'node' && r.containerPrivileges === true && nodeUser(a, r)),",
    replace: 'nodeUser(a, r),',
    tests: ['lib/core/policy', 'lib/features/containers'],
  },
  {
    name: 'containers: a directory of the node is a volume like any other',
    file: 'lib/shared/container-privileges.ts',
    find: "source?.startsWith('/') ? ",
    replace: "source?.startsWith('//') ? ",
    tests: ['lib/features/containers'],
  },

  // Lists of classes
  {
    name: 'class lists: a tab whose user lost the class still hears of its rows',
    file: `${realtime}/class-list-events.ts`,
    find: 'if (!may) leave(session, room);',
    replace: 'void may;',
    tests: [`${realtime}/class-list-events`],
  },
  {
    name: 'class lists: whoever has the id of a class reads its containers',
    file: 'lib/features/class-lists/list-class.ts',
    find: "  await staffClassFor(ctx, classId, 'class.containers');",
    replace: '',
    tests: ['lib/features/class-lists'],
  },
  {
    name: 'class lists: all nodes of a class are looked up at once',
    file: 'lib/features/class-lists/create-class-lists.ts',
    find: 'const sweepAtOnce = 16;',
    replace: 'const sweepAtOnce = 1_000;',
    tests: ['lib/features/class-lists'],
  },

  // The socket door
  {
    name: 'realtime: rights that changed while an event was under way are not reviewed',
    file: `${realtime}/on-event.ts`,
    find: 'if (session.generation !== generation) await review(session);',
    replace: '',
    tests: [access],
  },
  {
    name: 'realtime: any number of events in flight',
    file: `${realtime}/on-event.ts`,
    find: 'const maxInFlight = 24;',
    replace: 'const maxInFlight = 1_000;',
    tests: ['lib/doors/realtime/bad-messages'],
  },
  {
    name: 'realtime: who is refused for the rate again and again stays connected',
    file: `${realtime}/on-event.ts`,
    find: 'if (session.overRate > maxOverRate) session.socket.disconnect(true);',
    replace: '',
    tests: ['lib/doors/realtime/bad-messages'],
  },
  {
    name: 'realtime: keys that wait for the actor without a bound',
    file: `${realtime}/on-event.ts`,
    find: 'if (session.hotQueued >= maxHotQueued) {',
    replace: 'if (session.hotQueued >= 1e9) {',
    tests: [access],
  },
  {
    name: 'realtime: a hundred times the rate of questions',
    file: `${realtime}/socket-session.ts`,
    find: 'const rates = { ask: { capacity: 120, perSecond: 30 }',
    replace: 'const rates = { ask: { capacity: 12_000, perSecond: 30 }',
    tests: ['lib/doors/realtime/bad-messages'],
  },
  {
    name: 'realtime: events of an operation as fast as its jobs tell',
    file: `${realtime}/follow-bus.ts`,
    find: 'const operationPauseMs = 400;',
    replace: 'const operationPauseMs = 1;',
    tests: ['lib/doors/realtime/follow-bus'],
  },
  {
    name: 'realtime: a node that is deleted keeps its room',
    file: `${realtime}/follow-bus.ts`,
    find: 'io.in(nodeRoom(nodeId)).socketsLeave(nodeRoom(nodeId));',
    replace: '',
    tests: [access],
  },
  {
    name: 'realtime: terminals that may not be kept are kept when rights change',
    file: `${realtime}/follow-bus.ts`,
    find: 'runtime.terminals.revoke(userId, (terminal) => allowed.has(terminal.nodeId));',
    replace: '',
    tests: [access],
  },

  // Terminals
  {
    name: 'terminals: anybody finds a terminal by its id',
    file: `${terminals}/create-terminals.ts`,
    find: 'if (session?.ownerId === userId) return session;\n    throw',
    replace: 'if (session) return session;\n    throw',
    tests: [terminals],
  },
  {
    name: 'terminals: anybody reads the end of a terminal by its id',
    file: `${terminals}/create-terminals.ts`,
    find: 'return session?.ownerId === userId ? session : null;',
    replace: 'return session ?? null;',
    tests: [terminals],
  },
  {
    name: 'terminals: no limit per person',
    file: `${terminals}/create-terminals.ts`,
    find: 'if (owned(userId).length >= limits.perUser)',
    replace: 'if (owned(userId).length > limits.perUser)',
    tests: [terminals],
  },
  {
    name: 'terminals: one nobody looks at never expires',
    file: `${terminals}/create-terminals.ts`,
    find: "expiries.set(id, setTimeout(() => session.end('expired'), limits.detachedMs).unref());",
    replace: '',
    tests: [terminals],
  },
  {
    name: 'terminals: those that ended keep their output for ever',
    file: `${terminals}/create-terminals.ts`,
    find: 'for (const old of kept.slice(0, -limits.endedKeptPerUser)) old.forget();',
    replace: '',
    tests: [terminals],
  },
  {
    name: 'terminals: access that was taken leaves the output of ended ones',
    file: `${terminals}/create-terminals.ts`,
    find: "kept.reason = 'access_revoked';\n        kept.session.forget();",
    replace: '',
    tests: [terminals],
  },
  {
    name: 'terminals: bytes that were never sent are acknowledged',
    file: `${terminals}/flow.ts`,
    find: 'if (!viewer || seq > viewer.sentSeq || seq < viewer.ackedSeq) return;',
    replace: 'if (!viewer || seq < viewer.ackedSeq) return;',
    tests: [terminals],
  },
  {
    name: 'terminals: more in flight to one page than allowed',
    file: `${terminals}/flow.ts`,
    find: 'if (sentSeq + wanted - ackedSeq <= limits.inFlightBytes)',
    replace: 'if (sentSeq + wanted - ackedSeq <= limits.inFlightBytes * 4)',
    tests: [terminals],
  },
  {
    name: 'terminals: a silent page holds up the program for ever',
    file: `${terminals}/flow.ts`,
    find: "if (left <= 0) viewer.state = 'stalled';\n        else waitMs",
    replace: 'waitMs',
    tests: [terminals],
  },

  // Jobs and operations
  {
    name: 'jobs: progress is told without a pause',
    file: 'lib/features/jobs/create-jobs.ts',
    find: 'const tellEveryMs = 200;',
    replace: 'const tellEveryMs = 1;',
    tests: ['lib/features/jobs'],
  },
  {
    name: 'jobs: progress is stored as often as it is told',
    file: 'lib/features/jobs/create-jobs.ts',
    find: 'const storeEveryMs = 1_000;',
    replace: 'const storeEveryMs = 0;',
    tests: ['lib/features/jobs'],
  },
  {
    name: 'jobs: two starts under one key make two jobs',
    file: 'lib/features/jobs/create-jobs.ts',
    find: 'const going = keyed.get(name) ?? begin(job, work);',
    replace: 'const going = begin(job, work);',
    tests: ['lib/features/jobs', 'lib/features/images'],
  },
  {
    name: 'jobs: what ran when the panel stopped counts as cancelled',
    file: 'lib/features/jobs/create-jobs.ts',
    find: "state = stop.signal.aborted ? 'interrupted' : job.abort.signal.aborted ? 'cancelled' : 'failed';",
    replace: "state = job.abort.signal.aborted ? 'cancelled' : 'failed';",
    tests: ['lib/features/jobs'],
  },
  {
    name: 'operations: two starts at once both find a node free',
    file: 'lib/core/queues.ts',
    find: 'operationStarts: createLimit(1)',
    replace: 'operationStarts: createLimit(2)',
    tests: ['lib/features/provision'],
  },
  {
    name: 'operations: all nodes of a class at once',
    file: 'lib/features/provision/start-jobs.ts',
    find: 'const nodesAtOnce = 16;',
    replace: 'const nodesAtOnce = 1_000;',
    tests: ['lib/features/provision'],
  },
  {
    name: 'operations: passwords of an ended operation are kept',
    file: 'lib/features/provision/start-jobs.ts',
    find: "...((state === 'done' || row.state === 'cancelled') && { input: wiped(row.input) }),",
    replace: '',
    tests: ['lib/features/provision'],
  },

  // Root login
  {
    name: 'root login: two starts at once both find a node free',
    file: 'lib/core/queues.ts',
    find: 'rootLoginStarts: createKeyedLimit(1)',
    replace: 'rootLoginStarts: createKeyedLimit(2)',
    tests: ['lib/features/root-login'],
  },
  {
    name: 'root login: two set-ups of one node at once',
    file: 'lib/features/root-login/run-root-login.ts',
    find: 'return runtime.queues.rootLogins(nodeId, () => runNow(runtime, nodeId, what, options), options.signal);',
    replace: 'return runNow(runtime, nodeId, what, options);',
    tests: ['lib/features/root-login'],
  },
  {
    name: 'root login: a cut connection is never taken up again',
    file: 'lib/features/root-login/run-root-login.ts',
    find: 'const tries = options.tries ?? 3;',
    replace: 'const tries = options.tries ?? 1;',
    tests: ['lib/features/root-login'],
  },
  {
    name: 'root login: shells end when a cut set-up is taken up again',
    file: 'lib/features/root-login/run-root-login.ts',
    find: "await runtime.fleet.reconnect(nodeId, { keepShells: what === 'install' });\n    }",
    replace: 'await runtime.fleet.reconnect(nodeId, {});\n    }',
    tests: ['lib/features/root-login'],
  },
  {
    name: 'root login: a failed set-up is put back and not said',
    file: 'lib/features/root-login/run-root-login.ts',
    find: "if (before === 'shell' || before === 'root' || before === 'at_root') return before;",
    replace: '',
    tests: ['lib/features/root-login'],
  },
  {
    name: 'root login: a script of root counts as root’s shell',
    file: 'lib/features/root-login/shell-observation.ts',
    find: 'p.uid === 0 && p.tty !== 0 && p.pid === p.pgrp && shells.has(p.comm);',
    replace: 'p.uid === 0 && p.tty !== 0 && shells.has(p.comm);',
    tests: ['lib/features/root-login'],
  },

  // Guards and limits of the rest
  {
    name: 'node networks: the panel’s own address is a node',
    file: 'lib/gateways/ssh/node-networks.ts',
    find: '(isLoopback(address) || isIn(panelHost, address) || (everywhere && isOurs(address)));',
    replace: '(isLoopback(address) || isIn(panelHost, address));',
    tests: ['lib/gateways/ssh/node-networks'],
  },
  {
    name: 'nodes: a node is given to somebody who is not in its class',
    file: 'lib/features/nodes/assignments.ts',
    find: "if (known === 0) throw new AppError('invalid_input', { fieldErrors: [{ path: 'userId', message: 'not_enrolled' }] });",
    replace: '',
    tests: ['lib/features/nodes/assignments'],
  },
  {
    name: 'bus: a listener that throws stops the others',
    file: 'lib/gateways/bus/bus.ts',
    find: 'onListenerError(error, event);',
    replace: 'onListenerError(error, event);\n          return;',
    tests: ['lib/gateways/bus'],
  },
  {
    name: 'audit: an entry that could not be stored is swallowed',
    file: 'lib/features/audit/create-audit.ts',
    find: "log.error({ error, action }, 'an audit entry could not be stored');\n      throw error;",
    replace: "log.error({ error, action }, 'an audit entry could not be stored');\n      return undefined as never;",
    tests: ['lib/features/audit', 'app/_server/audit-request'],
  },
  {
    name: 'docker: a line without an end is read into memory',
    file: 'lib/gateways/docker/engine/streams.ts',
    find: 'if (rest.length > lineMaxBytes) {',
    replace: 'if (rest.length > 1e12) {',
    tests: ['lib/gateways/docker'],
  },
  {
    name: 'health: all nodes are asked at once',
    file: 'lib/features/health/create-health.ts',
    find: 'const nodesAtOnce = 64;',
    replace: 'const nodesAtOnce = 10_000;',
    tests: ['lib/features/health'],
  },
  {
    name: 'doctor: all nodes are examined at once',
    file: 'lib/features/doctor/create-doctor.ts',
    find: 'const nodesAtOnce = 16;',
    replace: 'const nodesAtOnce = 1_000;',
    tests: ['lib/features/doctor'],
  },
  {
    name: 'doctor: more questions at once to one node than its sshd takes',
    file: 'lib/features/doctor/examine.ts',
    find: 'const atOnce = 3;',
    replace: 'const atOnce = 30;',
    tests: ['lib/features/doctor'],
  },
  {
    name: 'doctor: a class is told of each finding by itself',
    file: 'lib/features/doctor/create-doctor.ts',
    find: 'const tellEveryMs = 120;',
    replace: 'const tellEveryMs = 0;',
    tests: ['lib/features/doctor'],
  },
  {
    name: 'fleet: more connects to one address than sshd admits',
    file: 'lib/fleet/connect-gate.ts',
    find: 'perAddress = 8',
    replace: 'perAddress = 80',
    tests: ['lib/fleet', 'lib/features/provision/limits'],
  },
  {
    name: 'fleet: a changed host key leaves the connection open',
    file: 'lib/fleet/connect-node.ts',
    find: "if (row.hostKey !== null && deps.isCurrent(row)) deps.refuse(row.id, new AppError('host_key_changed'));",
    replace: '',
    tests: ['lib/fleet/weather'],
  },
  {
    name: 'fleet: a refused credential is tried again',
    file: 'lib/fleet/node-link.ts',
    find: "  'ssh_auth_failed',\n  'credential_unreadable',",
    replace: "  'credential_unreadable',",
    tests: ['lib/fleet/weather'],
  },
  {
    name: 'sign-in: wrong passwords without a limit',
    file: 'lib/core/rate-limits.ts',
    find: 'wrongHere: { points: 10, seconds: 360 },',
    replace: 'wrongHere: { points: 100_000, seconds: 360 },',
    tests: ['lib/features/accounts'],
  },
  {
    name: 'live pages: lists are fetched with every event',
    file: 'app/_api/live.ts',
    find: 'export const listPauseMs = 1_000;',
    replace: 'export const listPauseMs = 0;',
    tests: ['app/_api'],
  },
  {
    name: 'live pages: an older state of a job replaces a newer one',
    file: 'app/_api/live.ts',
    find: 'held === undefined || held.revision < job.revision;',
    replace: 'held === undefined || held.revision !== job.revision;',
    tests: ['app/_api'],
  },
  {
    name: 'live pages: nothing is fetched after a reconnect',
    file: 'app/_realtime/connection.ts',
    find: 'if (again) onReconnected(client);',
    replace: '',
    tests: ['app/_realtime'],
  },
  {
    name: 'files: a text is saved over what somebody else has written',
    file: 'lib/features/container-files/container-files.ts',
    find: 'if (!before.bytes || hashOf(before.bytes) !== version)',
    replace: 'if (!before.bytes)',
    tests: ['lib/features/container-files'],
  },
  {
    name: 'files: a path with .. is taken',
    file: 'lib/shared/container-files.ts',
    find: '(?!\\.{1,2}(?:\\/|$))',
    replace: '',
    tests: ['lib/shared/container-files.test.ts'],
  },
  {
    name: 'files: a file is sent with another length than was said',
    file: 'lib/gateways/docker/engine/container-files.ts',
    find: 'if (left !== 0)',
    replace: 'if (left > 0)',
    tests: ['lib/gateways/docker/engine/container-files.test.ts'],
  },
  // Builds
  {
    name: 'build: a name in the context leads out of it',
    file: 'lib/features/images/build-context.ts',
    find: "return parts.includes('..') ? null : parts;",
    replace: 'return parts;',
    tests: ['lib/features/images/build-context'],
  },
  {
    name: 'build: a file of the context is written through a link',
    file: 'lib/features/images/build-context.ts',
    find: "if (this.#links.has(parts.slice(0, depth).join('/'))) throw unsafe(name);",
    replace: '{}',
    tests: ['lib/features/images/build-context'],
  },
  {
    name: 'build: the session does not say that it is well',
    file: 'lib/gateways/docker/engine/build-session.ts',
    find: "'/grpc.health.v1.Health/Check': message(0x08, 1),",
    replace: '',
    tests: ['lib/gateways/docker/engine/run-build'],
  },
];

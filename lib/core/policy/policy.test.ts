import { expect, test } from 'vitest';
import { type Action, type Actor, actions, can, type Resource } from './policy';

const actor = (id: string, role: Actor['role'], teaches: string[] = []): Actor => ({
  id,
  name: id,
  email: '',
  role,
  teaches: new Set(teaches),
});
/** Who asks about a node of class A that belongs to `own`. */
const actors = {
  admin: actor('admin', 'admin'),
  teacher: actor('teacher', 'instructor', ['A']),
  stranger: actor('stranger', 'instructor', ['B']),
  own: actor('own', 'student'),
  other: actor('other', 'student'),
};
const node: Resource = { kind: 'node', id: 'n', classId: 'A', assigneeIds: new Set(['own']) };
const cls: Resource = { kind: 'class', id: 'A' };
const student: Resource = { kind: 'student', classId: 'A', userId: 'own', enrolled: true };
const account: Resource = { kind: 'user', id: 'own' };
const panel: Resource = { kind: 'panel' };

/** Written by hand: who may, in the order admin, teacher, stranger, own, other. */
const table: Record<Action, [Resource, string]> = {
  'user.list': [panel, 'yyy--'],
  'user.create': [panel, 'y----'],
  'user.read': [account, 'y--y-'],
  'user.update': [account, 'y----'],
  'user.manage': [account, 'y----'],
  'user.reset-password': [account, 'y----'],
  'user.delete': [account, 'y----'],
  'token.manage': [account, 'y--y-'],
  'session.manage': [account, 'y--y-'],
  'class.list': [panel, 'yyy--'],
  'class.create': [panel, 'yyy--'],
  'class.read': [cls, 'yy---'],
  'class.update': [cls, 'yy---'],
  'class.delete': [cls, 'yy---'],
  'class.archive': [cls, 'yy---'],
  'node.list': [panel, 'yyyyy'],
  'node.create': [panel, 'yyy--'],
  'node.read': [node, 'yy-y-'],
  'node.update': [node, 'yy---'],
  'node.delete': [node, 'yy---'],
  'node.approve-host-key': [node, 'yy---'],
  'node.reconnect': [node, 'yy-y-'],
  'node.assign': [node, 'yy---'],
  'node.swap': [node, 'yy---'],
  'node.import': [cls, 'yy---'],
  'node.export': [cls, 'yy---'],
  'class.defaults': [cls, 'yy---'],
  'class.registry': [cls, 'yy---'],
  'class.registry-sign-ins': [cls, 'yy---'],
  'registry.read': [cls, 'yy---'],
  'registry.remove': [cls, 'yy---'],
  'class.cards': [cls, 'yy---'],
  'class.node-passwords': [cls, 'yy---'],
  'class.containers': [cls, 'yy---'],
  'class.images': [cls, 'yy---'],
  'class.roster': [cls, 'yy---'],
  'class.join-link': [cls, 'yy---'],
  'class.join': [panel, '---yy'],
  'doctor.read': [node, 'yy-y-'],
  'doctor.run': [node, 'yy---'],
  'operation.read': [cls, 'yy---'],
  'operation.run': [cls, 'yy---'],
  'operation.cancel': [cls, 'yy---'],
  'root-login.read': [node, 'yy-y-'],
  'root-login.observe': [node, 'yy-y-'],
  'root-login.setup': [node, 'yy-y-'],
  'root-login.remove': [node, 'yy-y-'],
  'root-login.password': [node, 'yy---'],
  'container.read': [node, 'yy-y-'],
  'container.run': [node, 'yy-y-'],
  'container.privilege': [node, 'yy---'],
  'container.start': [node, 'yy-y-'],
  'container.stop': [node, 'yy-y-'],
  'container.restart': [node, 'yy-y-'],
  'container.pause': [node, 'yy-y-'],
  'container.unpause': [node, 'yy-y-'],
  'container.kill': [node, 'yy-y-'],
  'container.rename': [node, 'yy-y-'],
  'container.limit': [node, 'yy-y-'],
  'container.commit': [node, 'yy-y-'],
  'container.remove': [node, 'yy-y-'],
  'container.files': [node, 'yy-y-'],
  'container.edit-file': [node, 'yy-y-'],
  'container.download': [node, 'yy-y-'],
  'container.upload': [node, 'yy-y-'],
  'image.read': [node, 'yy-y-'],
  'image.pull': [node, 'yy-y-'],
  'image.build': [node, 'yy-y-'],
  'image.tag': [node, 'yy-y-'],
  'image.push': [node, 'yy-y-'],
  'image.save': [node, 'yy-y-'],
  'image.load': [node, 'yy-y-'],
  'image.prune': [node, 'yy-y-'],
  'image.remove': [node, 'yy-y-'],
  'build-cache.read': [node, 'yy-y-'],
  'build-cache.prune': [node, 'yy-y-'],
  'volume.read': [node, 'yy-y-'],
  'volume.create': [node, 'yy-y-'],
  'volume.remove': [node, 'yy-y-'],
  'volume.prune': [node, 'yy-y-'],
  'network.read': [node, 'yy-y-'],
  'network.create': [node, 'yy-y-'],
  'network.remove': [node, 'yy-y-'],
  'network.connect': [node, 'yy-y-'],
  'network.disconnect': [node, 'yy-y-'],
  'network.prune': [node, 'yy-y-'],
  'layer.read': [node, 'yy-y-'],
  'event.read': [node, 'yy-y-'],
  'terminal.open': [node, 'yy-y-'],
  'terminal.observe': [student, 'yy---'],
  'job.read': [node, 'yy-y-'],
  'job.cancel': [node, 'yy-y-'],
  'audit.list': [panel, 'yyy--'],
  'audit.read': [cls, 'yy---'],
  'course.list': [panel, 'yyy--'],
  'course.add': [panel, 'yyy--'],
  'course.trust': [panel, 'y----'],
  'course.picture': [panel, 'yyy--'],
  'course.manage': [cls, 'yy---'],
  'course.read': [student, 'yy-y-'],
  'lesson.open': [student, '---y-'],
  'progress.read': [student, 'yy-y-'],
  'step.check': [student, 'yy-y-'],
  'step.answer': [student, '---y-'],
  'step.reset': [student, 'yy-y-'],
  'step.excuse': [cls, 'yy---'],
  'board.read': [cls, 'yy---'],
  'progress.export': [cls, 'yy---'],
  'help.ask': [student, '---y-'],
  'help.answer': [cls, 'yy---'],
  announce: [cls, 'yy---'],
};

test.each(actions)('%s', (action) => {
  const [resource, expected] = table[action];
  const found = Object.values(actors).map((who) => (can(who, action, resource) ? 'y' : '-'));
  expect(found.join('')).toBe(expected);
});

test('a node of no class is the administrator’s and its assignees’', () => {
  const free: Resource = { kind: 'node', id: 'n', classId: null, assigneeIds: new Set(['own']) };
  expect(Object.values(actors).map((who) => can(who, 'node.read', free))).toEqual([true, false, false, true, false]);
});

test('a class may let its students give a container access to the node, and nobody else', () => {
  const open: Resource = { ...node, containerPrivileges: true };
  expect(Object.values(actors).map((who) => can(who, 'container.privilege', open))).toEqual([true, true, false, true, false]);
  expect(can(actors.own, 'container.privilege', { ...open, closed: true })).toBe(false);
});

test('who teaches by enrolment but has a student’s account teaches nothing', () => {
  expect(can(actor('odd', 'student', ['A']), 'node.read', node)).toBe(false);
  expect(can(actor('odd', 'student', ['A']), 'class.read', cls)).toBe(false);
});

test('a closed class: its students are out, its staff read and may end it, an administrator is not held up', () => {
  const teacher = { ...actors.teacher, closed: new Set(['A']) };
  const shut: Resource = { ...node, closed: true };
  const allowed = (who: Actor) => actions.filter((action) => table[action][0] === node && can(who, action, shut));
  expect(allowed(actors.own)).toEqual([]);
  expect(allowed(actors.admin)).toEqual(actions.filter((action) => table[action][0] === node));
  const staff = ['read', 'update', 'delete'].map((word) => `node.${word}`);
  const rest = [
    'doctor.read',
    'root-login.read',
    'root-login.remove',
    'container.read',
    'container.files',
    'container.download',
    'image.read',
    'image.save',
    'build-cache.read',
    'volume.read',
    'network.read',
    'layer.read',
    'event.read',
    'job.read',
    'job.cancel',
  ];
  expect(allowed(teacher).sort()).toEqual([...staff, ...rest].sort());
  const ofClass = actions.filter((action) => table[action][0] === cls && can(teacher, action, cls));
  expect(ofClass.sort()).toEqual(
    [
      ...['class.containers', 'class.images'],
      ...['class.read', 'class.update', 'class.delete', 'class.archive', 'node.export', 'operation.read', 'operation.cancel'],
      ...['board.read', 'progress.export', 'registry.read'],
    ].sort(),
  );
  const over: Resource = { kind: 'student', classId: 'A', userId: 'own', enrolled: true, closed: true };
  const ofStudent = (who: Actor) => actions.filter((action) => table[action][0] === student && can(who, action, over));
  expect(ofStudent(actors.own)).toEqual([]);
  expect(ofStudent(teacher)).toEqual(['course.read', 'progress.read']);
});

test('what the registry of a class holds is told to its students, and in a closed class to its staff alone', () => {
  const may = (resource: Resource) => Object.values(actors).map((who) => (can(who, 'registry.read', resource) ? 'y' : '-'));
  expect(may(student).join('')).toBe('y--y-');
  expect(may({ kind: 'student', classId: 'A', userId: 'own', enrolled: true, closed: true }).join('')).toBe('y----');
});

test('a part in a class that somebody is not enrolled in is nobody’s', () => {
  const none: Resource = { kind: 'student', classId: 'A', userId: 'own', enrolled: false };
  expect(
    actions.filter((action) => Object.values(actors).some((who) => can(who, action, none) && table[action][0] === student)),
  ).toEqual([]);
});

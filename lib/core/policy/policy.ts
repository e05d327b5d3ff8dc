import type { Role } from '@/lib/shared/common';

/** Who asks. Loaded from the database at each request and each socket connect, never trusted from a cookie alone. */
export interface Actor {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** Classes this user teaches. */
  teaches: ReadonlySet<string>;
  /** The session that asks; absent for personal tokens and the command line. */
  sessionId?: string;
  /** Those of them that are closed. */
  closed?: ReadonlySet<string>;
}

/** What is asked for. `node` covers everything on it: containers, images, layers, terminals, jobs. */
export type Resource =
  | { kind: 'panel' }
  | { kind: 'user'; id: string }
  | { kind: 'class'; id: string }
  /** A student's own part in a class: lessons, progress, the raised hand. `enrolled`: that user is a student of it. */
  | { kind: 'student'; classId: string; userId: string; enrolled: boolean; closed?: boolean }
  | {
      kind: 'node';
      id: string;
      classId: string | null;
      assigneeIds: ReadonlySet<string>;
      closed?: boolean;
      /** Its class lets students give a container access to the node. */
      containerPrivileges?: boolean;
    };

export const actions = [
  'user.list',
  'user.create',
  'user.read',
  'user.update',
  'user.manage',
  'user.reset-password',
  'user.delete',
  'token.manage',
  'session.manage',
  'class.list',
  'class.create',
  'class.read',
  'class.update',
  'class.delete',
  'class.archive',
  'node.list',
  'node.create',
  'node.read',
  'node.update',
  'node.delete',
  'node.approve-host-key',
  'node.reconnect',
  'node.assign',
  'node.swap',
  'node.import',
  'node.export',
  'class.defaults',
  'class.registry',
  'class.registry-sign-ins',
  'registry.read',
  'registry.remove',
  'class.cards',
  'class.node-passwords',
  'class.containers',
  'class.images',
  'class.roster',
  'class.join-link',
  'class.join',
  'doctor.read',
  'doctor.run',
  'operation.read',
  'operation.run',
  'operation.cancel',
  'root-login.read',
  'root-login.observe',
  'root-login.setup',
  'root-login.remove',
  'root-login.password',
  'container.read',
  'container.run',
  'container.privilege',
  'container.start',
  'container.stop',
  'container.restart',
  'container.pause',
  'container.unpause',
  'container.kill',
  'container.rename',
  'container.limit',
  'container.commit',
  'container.remove',
  'container.files',
  'container.edit-file',
  'container.download',
  'container.upload',
  'image.read',
  'image.pull',
  'image.build',
  'image.tag',
  'image.push',
  'image.save',
  'image.load',
  'image.prune',
  'image.remove',
  'build-cache.read',
  'build-cache.prune',
  'volume.read',
  'volume.create',
  'volume.remove',
  'volume.prune',
  'network.read',
  'network.create',
  'network.remove',
  'network.connect',
  'network.disconnect',
  'network.prune',
  'layer.read',
  'event.read',
  'terminal.open',
  'terminal.observe',
  'job.read',
  'job.cancel',
  'audit.list',
  'audit.read',
  'course.list',
  'course.add',
  'course.trust',
  'course.picture',
  'course.manage',
  'course.read',
  'lesson.open',
  'progress.read',
  'step.check',
  'step.answer',
  'step.reset',
  'step.excuse',
  'board.read',
  'progress.export',
  'help.ask',
  'help.answer',
  'announce',
] as const;
export type Action = (typeof actions)[number];

type Rule = (actor: Actor, resource: Resource) => boolean;
const isAdmin: Rule = (a) => a.role === 'admin';
const isStaff: Rule = (a) => a.role === 'admin' || a.role === 'instructor';
const isStudent: Rule = (a) => a.role === 'student';
const anyone: Rule = () => true;
const self: Rule = (a, r) => isAdmin(a, r) || (r.kind === 'user' && r.id === a.id);
const classStaff: Rule = (a, r) => isAdmin(a, r) || (a.role === 'instructor' && r.kind === 'class' && a.teaches.has(r.id));
const nodeStaff: Rule = (a, r) =>
  isAdmin(a, r) || (a.role === 'instructor' && r.kind === 'node' && r.classId !== null && a.teaches.has(r.classId));
const nodeUser: Rule = (a, r) => nodeStaff(a, r) || (r.kind === 'node' && !r.closed && r.assigneeIds.has(a.id));

/** The student alone, in a class that is open. */
const learner: Rule = (a, r) => r.kind === 'student' && r.enrolled && !r.closed && r.userId === a.id;
/** That student, and whoever teaches the class. */
const learnerOrStaff: Rule = (a, r) =>
  learner(a, r) || (r.kind === 'student' && r.enrolled && classStaff(a, { kind: 'class', id: r.classId }));

/** Whoever teaches that student's class. */
const staffOfStudent: Rule = (a, r) => r.kind === 'student' && r.enrolled && classStaff(a, { kind: 'class', id: r.classId });

/** The table: pages, routes and socket events decide by it and by nothing else. */
const table: Record<Action, Rule> = {
  'user.list': isStaff,
  'user.create': isAdmin,
  'user.read': self,
  'user.update': isAdmin,
  // With its tokens, sessions, and what would go with it.
  'user.manage': isAdmin,
  'user.reset-password': isAdmin,
  'user.delete': isAdmin,
  'token.manage': self,
  'session.manage': self,
  'class.list': isStaff,
  'class.create': isStaff,
  'class.read': classStaff,
  'class.update': classStaff,
  'class.delete': classStaff,
  'class.archive': classStaff,
  'node.list': anyone, // each sees the nodes `node.read` grants
  'node.create': isStaff,
  'node.read': nodeUser,
  'node.update': nodeStaff,
  'node.delete': nodeStaff,
  'node.approve-host-key': nodeStaff,
  'node.reconnect': nodeUser,
  'node.assign': nodeStaff,
  'node.swap': nodeStaff,
  // Of a class: each node in it is asked for by `node.update` besides.
  'node.import': classStaff,
  'node.export': classStaff,
  'class.defaults': classStaff,
  'class.registry': classStaff,
  'class.registry-sign-ins': classStaff,
  // Its students push there, and see what there is.
  'registry.read': (a, r) => classStaff(a, r) || learner(a, r),
  'registry.remove': classStaff,
  'class.cards': classStaff,
  'class.node-passwords': classStaff,
  // Of all its nodes at once.
  'class.containers': classStaff,
  'class.images': classStaff,
  // Makes accounts too, students' alone.
  'class.roster': classStaff,
  'class.join-link': classStaff,
  // By a code, which is asked for besides. Staff are put into a class by those who teach it.
  'class.join': isStudent,
  'doctor.read': nodeUser,
  'doctor.run': nodeStaff,
  // Of many nodes of a class.
  'operation.read': classStaff,
  'operation.run': classStaff,
  'operation.cancel': classStaff,
  'root-login.read': nodeUser,
  'root-login.observe': nodeUser,
  // A student is root on their node: that is the lesson. They may let the panel be it too.
  'root-login.setup': nodeUser,
  'root-login.remove': nodeUser,
  'root-login.password': nodeStaff,
  'container.read': nodeUser,
  'container.run': nodeUser,
  // Asked for besides, where a request has something of `container-privileges.ts`. In a terminal a student has it anyway.
  'container.privilege': (a, r) => nodeStaff(a, r) || (r.kind === 'node' && r.containerPrivileges === true && nodeUser(a, r)),
  'container.start': nodeUser,
  'container.stop': nodeUser,
  'container.restart': nodeUser,
  'container.pause': nodeUser,
  'container.unpause': nodeUser,
  'container.kill': nodeUser,
  'container.rename': nodeUser,
  'container.limit': nodeUser,
  'container.commit': nodeUser,
  'container.remove': nodeUser,
  // Which files there are, and what short ones contain.
  'container.files': nodeUser,
  'container.edit-file': nodeUser,
  'container.download': nodeUser,
  'container.upload': nodeUser,
  'image.read': nodeUser,
  'image.pull': nodeUser,
  'image.build': nodeUser,
  'image.tag': nodeUser,
  'image.push': nodeUser,
  'image.save': nodeUser,
  'image.load': nodeUser,
  'image.prune': nodeUser,
  'image.remove': nodeUser,
  'build-cache.read': nodeUser,
  'build-cache.prune': nodeUser,
  'volume.read': nodeUser,
  'volume.create': nodeUser,
  'volume.remove': nodeUser,
  'volume.prune': nodeUser,
  'network.read': nodeUser,
  'network.create': nodeUser,
  'network.remove': nodeUser,
  'network.connect': nodeUser,
  'network.disconnect': nodeUser,
  'network.prune': nodeUser,
  'layer.read': nodeUser,
  'event.read': nodeUser,
  'terminal.open': nodeUser,
  // A student's, on the nodes of that class; they see by whom.
  'terminal.observe': staffOfStudent,
  'job.read': nodeUser,
  'job.cancel': nodeUser,
  'audit.list': isStaff, // each sees the entries `audit.read` grants of their class, and their own
  'audit.read': classStaff,
  'course.list': isStaff,
  'course.add': isStaff,
  // Its programs run as root on the nodes of every class that uses this version.
  'course.trust': isAdmin,
  // Of a course that no class of theirs has: staff, who choose from all of them. Whoever learns by it is asked as `course.read`.
  'course.picture': isStaff,
  'course.manage': classStaff,
  'course.read': learnerOrStaff,
  // Begins it on the student's node: nobody does that for them, nor answers.
  'lesson.open': learner,
  'progress.read': learnerOrStaff,
  'step.check': learnerOrStaff,
  'step.answer': learner,
  'step.reset': learnerOrStaff,
  'step.excuse': classStaff,
  'board.read': classStaff,
  'progress.export': classStaff,
  'help.ask': learner,
  'help.answer': classStaff,
  announce: classStaff,
};

/** What its staff may still do with a class that is closed: read, take its nodes elsewhere, open it again, end it. */
const whileClosed: ReadonlySet<Action> = new Set([
  'class.read',
  'class.update',
  'class.delete',
  'class.archive',
  'class.containers',
  'class.images',
  'registry.read',
  'node.read',
  'node.update',
  'node.delete',
  'node.export',
  'doctor.read',
  'operation.read',
  'operation.cancel',
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
  'course.read',
  'progress.read',
  'board.read',
  'progress.export',
]);

function isClosed(actor: Actor, resource: Resource): boolean {
  if (resource.kind === 'node') return resource.closed === true;
  if (resource.kind === 'student') return resource.closed === true || (actor.closed?.has(resource.classId) ?? false);
  return resource.kind === 'class' && (actor.closed?.has(resource.id) ?? false);
}

/** May this actor do this to that? Pure; nothing else in the panel decides it. An administrator, who could open a class again, is not held up. */
export function can(actor: Actor, action: Action, resource: Resource): boolean {
  const shut = actor.role !== 'admin' && isClosed(actor, resource) && !whileClosed.has(action);
  return !shut && table[action](actor, resource);
}

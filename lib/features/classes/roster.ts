import { randomBytes } from 'node:crypto';
import type { User } from '@prisma/client';
import type { AuditAction } from '@/lib/features/audit/audit-actions';
import { hashPassword } from '@/lib/features/accounts/passwords';
import { isUniqueViolation } from '@/lib/core/database-problem';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { NodeState } from '@/lib/shared/nodes';
import type { Roster, RosterResult } from '@/lib/shared/roster';
import { freeNodesOf, takeFreeNode } from '@/lib/features/nodes/free-nodes';
import { getClass } from './classes';
import { type BadRosterLine, parseRoster } from './parse-roster';

/** node2 before node10. */

interface Planned {
  line: number | null;
  userId: string;
  name: string;
  email: string;
  studentNumber: string | null;
  /** The account has none yet, and gets this one. */
  newNumber: boolean;
  account: 'new' | 'known';
  enrolment: 'new' | 'known';
  node: { id: string; name: string; assignment: 'new' | 'known'; state: NodeState } | null;
}

/**
 * Brings a roster into a class: makes the student accounts that are missing, enrols, and gives nodes in order. A line that cannot be is
 * named and keeps no other back; the same roster again changes nothing. New accounts have a password nobody knows: the sign-in cards
 * set one (lib/features/cards).
 * @throws AppError `not_found`, `conflict` when somebody changed the class at the same moment
 */
export async function importRoster(ctx: Ctx, { classId, ...input }: Roster & { classId: string }): Promise<RosterResult> {
  await getClass(ctx, { classId });
  if (!can(ctx.actor, 'class.roster', { kind: 'class', id: classId })) throw new AppError('forbidden');
  const { planned, problems } = await planPeople(ctx, classId, input.lines);
  const nodesLeft = await planNodes(ctx, classId, planned, input.assign);
  if (!input.dryRun) await apply(ctx, classId, planned);
  return {
    dryRun: input.dryRun,
    items: planned.map(({ userId: _, newNumber: __, node, ...item }) => ({
      ...item,
      node: node && { name: node.name, assignment: node.assignment, state: node.state },
    })),
    problems,
    nodesLeft,
  };
}

async function planPeople(ctx: Ctx, classId: string, lines: string): Promise<{ planned: Planned[]; problems: BadRosterLine[] }> {
  const enrolments = await ctx.db.enrolment.findMany({ where: { classId }, include: { user: true } });
  const { people, problems } = parseRoster(lines);
  if (lines.trim() === '') {
    const students = enrolments.filter((e) => e.role === 'student' && e.user.disabledAt === null).map((e) => e.user);
    students.sort((a, b) => byName(a.email, b.email));
    return { planned: students.map((user) => ({ line: null, ...known(user), enrolment: 'known' as const })), problems };
  }
  const enrolled = new Set(enrolments.map((e) => e.userId));
  const users = await ctx.db.user.findMany({ where: { email: { in: people.map((person) => person.email) } } });
  const planned: Planned[] = [];
  for (const { line, name, email, studentNumber } of people) {
    const user = users.find((u) => u.email === email);
    if (!user) {
      const fresh = { userId: ctx.newId(), name, email, studentNumber, newNumber: false };
      planned.push({ line, ...fresh, account: 'new', enrolment: 'new', node: null });
    } else if (user.role !== 'student') problems.push({ line, text: email, reason: 'staff_account' });
    else if (user.disabledAt !== null) problems.push({ line, text: email, reason: 'account_disabled' });
    else planned.push({ line, ...known(user, studentNumber), enrolment: enrolled.has(user.id) ? 'known' : 'new' });
  }
  return { planned, problems: problems.sort((a, b) => a.line - b.line) };
}

/** An account that is there keeps its name, and its number where it has one. */
const known = (user: User, number: string | null = null): Omit<Planned, 'line' | 'enrolment'> => ({
  userId: user.id,
  name: user.name,
  email: user.email,
  studentNumber: user.studentNumber ?? number,
  newNumber: user.studentNumber === null && number !== null,
  account: 'known',
  node: null,
});

/** Who has a node keeps it. @returns how many nodes of the class nobody has afterwards */
async function planNodes(ctx: Ctx, classId: string, planned: Planned[], assign: boolean): Promise<number> {
  const nodes = await ctx.db.node.findMany({
    where: { classId },
    select: { id: true, name: true, assignments: { select: { userId: true } } },
  });
  const stateOf = (node: { id: string }) => ctx.fleet.status(node.id).state;
  nodes.sort((a, b) => byName(a.name, b.name));
  const free = await freeNodesOf(ctx, classId);
  for (const person of planned) {
    const own = nodes.find((node) => node.assignments.some((a) => a.userId === person.userId));
    const node = own ?? (assign ? free.shift() : undefined);
    person.node = node ? { id: node.id, name: node.name, assignment: own ? 'known' : 'new', state: stateOf(node) } : null;
  }
  return free.length;
}

async function apply(ctx: Ctx, classId: string, planned: Planned[]): Promise<void> {
  const now = ctx.now();
  const fresh = planned.filter((p) => p.account === 'new');
  const enrolled = planned.filter((p) => p.enrolment === 'new');
  const given = planned.flatMap((p) => (p.node?.assignment === 'new' ? [{ nodeId: p.node.id, userId: p.userId }] : []));
  const numbered = planned.filter((p) => p.newNumber);
  if (fresh.length + enrolled.length + given.length + numbered.length === 0) return;
  // Of a password nobody ever had: one for all of them does no harm.
  const passwordHash = fresh.length === 0 ? '' : await hashPassword(randomBytes(32).toString('base64'));
  const made = { role: 'student', passwordHash, createdAt: now, updatedAt: now };
  try {
    await ctx.db.$transaction(async (tx) => {
      await tx.user.createMany({
        data: fresh.map(({ userId: id, email, name, studentNumber }) => ({ id, email, name, studentNumber, ...made })),
      });
      await tx.enrolment.createMany({
        data: enrolled.map(({ userId }) => ({ classId, userId, role: 'student', createdAt: now })),
      });
      for (const { nodeId, userId } of given) {
        // Free a moment ago: somebody joined by a code, or was given it by hand.
        if ((await takeFreeNode(tx, { classId, userId, nodeIds: [nodeId], now })) === null) throw new AppError('conflict');
      }
      for (const { userId: id, studentNumber } of numbered)
        await tx.user.updateMany({ where: { id, studentNumber: null }, data: { studentNumber } });
      const did = (action: AuditAction, target: string, detail: Record<string, unknown>) =>
        ctx.audit.did({ ...ctx, db: tx }, action, target, detail);
      for (const { userId } of fresh) await did('user.create', `user:${userId}`, { role: 'student', classId });
      for (const { nodeId, userId } of given) await did('node.assign', `node:${nodeId}`, { userId });
      const counts = { created: fresh.length, enrolled: enrolled.map((p) => p.userId), assigned: given.length };
      await did('class.roster', `class:${classId}`, counts);
    });
  } catch (error) {
    // Free a moment ago.
    if (isUniqueViolation(error)) throw new AppError('conflict', { cause: error });
    throw error;
  }
  for (const userId of new Set([...enrolled, ...planned.filter((p) => p.node?.assignment === 'new')].map((p) => p.userId)))
    ctx.bus.publish('access.changed', { userId });
}

import { isIP } from 'node:net';
import type { Prisma } from '@prisma/client';
import type { AuditCtx } from '@/lib/features/audit/audit';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import {
  type ImportItem,
  type ImportNodes,
  type ImportResult,
  type ImportState,
  importNodesSchema,
} from '@/lib/shared/node-import';
import { nodeNetworksOf } from '@/lib/gateways/ssh/node-networks';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { printable } from '@/lib/gateways/ssh/printable';
import { classFor, openDefaults } from '@/lib/features/nodes/class-defaults';
import { nodeResource, nodeWithAssignees, type NodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { credentialContext, openCredential, sealCredential } from '@/lib/fleet/node-row';
import { problem } from './import-line';
import { type PlannedLine, type PlannedNode, planImport, type RegisterNode } from './plan-import';
import { readImport } from './read-import';

/** Rows written in one transaction: long enough to be quick, short enough to let others write in between. */
const chunkSize = 50;

/**
 * Puts the nodes a text names into the register of a class, or says what that would do (`dryRun`). Lines that are not good are named and
 * the others go in; the same text again changes nothing. Nothing is sent to a node here: each is reached by the fleet afterwards.
 * @throws AppError `not_found` for a class the actor may not import into
 */
export async function importNodes(ctx: Ctx, input: ImportNodes & { classId: string }): Promise<ImportResult> {
  const { classId, ...rest } = input;
  const { text, format, dryRun } = importNodesSchema.parse(rest);
  const cls = await classFor(ctx, classId, 'node.import');
  const read = readImport(text, format);
  const [rows, members] = await Promise.all([
    ctx.db.node.findMany({ include: nodeWithAssignees }),
    ctx.db.enrolment.findMany({ where: { classId, role: 'student' }, include: { user: { select: { id: true, email: true } } } }),
  ]);
  const students = new Map(members.map(({ user }) => [user.email, user.id]));
  const defaults = openDefaults(ctx.keyring, cls);
  const networks = nodeNetworksOf(ctx.env);
  const planned = planImport({
    lines: read.lines,
    classId,
    register: rows.map((row) => inRegister(ctx, row)),
    // The class may still name a jump host that was taken out of the register.
    defaults: { ...defaults, jumpNodeId: rows.some((row) => row.id === defaults.jumpNodeId) ? defaults.jumpNodeId : null },
    students: new Set(students.keys()),
    allows: (host, port) => isIP(host) === 0 || networks.allows(host, port),
  });
  const ids = planned.map((plan) => plan.target?.id ?? ctx.newId());
  if (!dryRun) await write(ctx, { classId, planned, ids, rows, students });
  const items = planned.map((plan, index) => present(plan, dryRun && plan.state === 'add' ? null : (ids[index] ?? null)));
  return {
    format: read.format,
    detected: read.detected,
    dryRun,
    unknownColumns: read.unknownColumns,
    counts: { add: count(items, 'add'), update: count(items, 'update'), same: count(items, 'same'), bad: count(items, 'bad') },
    items,
  };
}

const count = (items: ImportItem[], state: ImportState): number => items.filter((item) => item.state === state).length;

function inRegister(ctx: Ctx, row: NodeWithAssignees): RegisterNode {
  return {
    id: row.id,
    name: row.name,
    classId: row.classId,
    className: row.class?.name ?? null,
    host: row.host,
    port: row.port,
    loginUser: row.loginUser,
    jumpNodeId: row.jumpNodeId,
    hostKey: row.hostKey,
    hasRootPassword: row.rootPasswordSealed !== null,
    students: new Set(row.assignments.map(({ user }) => user.email)),
    mayUpdate: can(ctx.actor, 'node.update', nodeResource(row)),
    // One that does not open any more is another one.
    hasCredential: (credential) => same(() => JSON.stringify(openCredential(ctx.keyring, row)) === JSON.stringify(credential)),
    isRootPassword: (password) =>
      same(
        () =>
          row.rootPasswordSealed !== null &&
          ctx.keyring.open(row.rootPasswordSealed, credentialContext(row, 'rootPassword')) === password,
      ),
  };
}

function same(compare: () => boolean): boolean {
  try {
    return compare();
  } catch {
    return false;
  }
}

interface Writing {
  classId: string;
  planned: PlannedLine[];
  /** By the place in `planned`; new ones for nodes to add. */
  ids: string[];
  rows: NodeWithAssignees[];
  students: Map<string, string>;
}

type Change = { index: number; plan: PlannedLine; next: PlannedNode; id: string };

async function write(ctx: Ctx, writing: Writing): Promise<void> {
  const changes = inOrder(writing);
  for (let from = 0; from < changes.length; from += chunkSize) {
    const chunk = changes.slice(from, from + chunkSize);
    const whole = await tryWrite(ctx, writing, chunk);
    // One row that changed meanwhile does not keep the others of its chunk out.
    if (!whole) for (const change of chunk) if (!(await tryWrite(ctx, writing, [change]))) refuse(change.plan);
  }
  const done = changes.filter(({ plan }) => plan.state !== 'bad');
  for (const { id, plan } of done) if (needsConnect(plan)) ctx.bus.publish('node.updated', { nodeId: id });
  const people = new Set(done.flatMap(({ next }) => next.students.map((email) => writing.students.get(email))));
  for (const userId of people) if (userId) ctx.bus.publish('access.changed', { userId });
}

/** Jump hosts before those who need them, since a row can only name one that is there. */
function inOrder({ planned, ids }: Writing): Change[] {
  const ordered: Change[] = [];
  const placed = new Set<number>();
  const place = (index: number): void => {
    const plan = planned[index];
    if (!plan?.next || placed.has(index) || (plan.state !== 'add' && plan.state !== 'update')) return;
    placed.add(index);
    const { jump } = plan.next;
    if (jump && 'planned' in jump) place(jump.planned);
    ordered.push({ index, plan, next: plan.next, id: ids[index] ?? '' });
  };
  planned.forEach((_, index) => {
    place(index);
  });
  return ordered;
}

async function tryWrite(ctx: Ctx, writing: Writing, changes: Change[]): Promise<boolean> {
  try {
    await ctx.db.$transaction(async (tx) => {
      for (const change of changes) await writeOne(ctx, tx, writing, change);
      await audit({ ...ctx, db: tx }, writing, changes);
    });
    return true;
  } catch (error) {
    ctx.log.warn({ error, nodes: changes.length }, 'lines of an import were not written');
    return false;
  }
}

function refuse(plan: PlannedLine): void {
  plan.problems.push(problem('changed_meanwhile'));
  plan.fields = [];
  plan.state = 'bad';
}

async function writeOne(ctx: Ctx, tx: Prisma.TransactionClient, writing: Writing, { plan, next, id }: Change): Promise<void> {
  const now = ctx.now();
  const node = { id, host: next.host, port: next.port };
  const { jump } = next;
  const row = {
    name: next.name,
    host: next.host,
    port: next.port,
    loginUser: next.loginUser,
    classId: writing.classId,
    jumpNodeId: jump === null ? null : 'node' in jump ? jump.node : (writing.ids[jump.planned] ?? null),
    ...(next.credential && {
      credentialKind: next.credential.kind,
      credentialSealed: sealCredential(ctx.keyring, node, next.credential),
    }),
    ...(next.rootPassword !== undefined && {
      rootPasswordSealed: next.rootPassword && ctx.keyring.seal(next.rootPassword, credentialContext(node, 'rootPassword')),
    }),
  };
  if (plan.target) {
    const before = writing.rows.find((stored) => stored.id === id);
    const moved = before?.host !== next.host || before.port !== next.port;
    const written = await tx.node.updateMany({
      // As it was when the plan was made: what somebody changed meanwhile is not overwritten.
      where: { id, updatedAt: before?.updatedAt },
      data: {
        ...row,
        ...(moved || plan.fields.includes('host_key') ? { hostKey: next.hostKey, offeredHostKey: null } : {}),
        ...(needsConnect(plan) && { updatedAt: now }),
      },
    });
    if (written.count !== 1) throw new Error('The node changed meanwhile.');
  } else {
    await tx.node.create({
      data: {
        id,
        credentialKind: '',
        credentialSealed: '',
        ...row,
        hostKey: next.hostKey,
        state: 'connecting',
        stateSince: now,
        createdAt: now,
        updatedAt: now,
      },
    });
  }
  for (const email of next.students) {
    const key = { nodeId: id, userId: writing.students.get(email) ?? '' };
    await tx.assignment.upsert({ where: { nodeId_userId: key }, create: { ...key, createdAt: now }, update: {} });
  }
}

/** Whom a node is given to is nothing its connection has to know. */
const needsConnect = (plan: PlannedLine): boolean => plan.state === 'add' || plan.fields.some((field) => field !== 'student');

/** One entry for what is written together, and one for every host key that came approved with it. */
async function audit(ctx: AuditCtx & Pick<Ctx, 'audit'>, { classId, rows }: Writing, done: Change[]): Promise<void> {
  const added = done
    .filter(({ plan }) => plan.state === 'add')
    .map(({ id, next }) => ({ id, name: next.name, host: next.host, port: next.port }));
  const updated = done
    .filter(({ plan }) => plan.state === 'update')
    .map(({ id, plan, next }) => ({ id, name: next.name, fields: plan.fields }));
  await ctx.audit.did(ctx, 'node.import', `class:${classId}`, { added, updated });
  for (const { id, plan, next } of done) {
    if (next.hostKey === null || (plan.target && !plan.fields.includes('host_key'))) continue;
    const before = rows.find((row) => row.id === id)?.hostKey ?? null;
    const detail = { before: presentHostKey(before), approved: presentHostKey(next.hostKey), by: 'import' };
    await ctx.audit.did(ctx, 'node.approve-host-key', `node:${id}`, detail);
  }
}

function present(plan: PlannedLine, node: string | null): ImportItem {
  const text = (value: string | null) => (value === null ? null : printable(value, 100));
  return {
    line: plan.line,
    state: plan.state,
    name: text(plan.name),
    host: text(plan.host),
    port: plan.port,
    loginUser: text(plan.loginUser),
    jump: text(plan.jump),
    fields: plan.fields,
    problems: plan.problems,
    notes: plan.notes,
    node: plan.state === 'bad' ? null : node,
  };
}

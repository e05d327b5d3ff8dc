import { isIP } from 'node:net';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { CreateNode, Credential, NodeDto, UpdateNode } from '@/lib/shared/nodes';
import { presentHostKey, readHostKey } from '@/lib/gateways/ssh/host-key-format';
import { addressRefused, nodeNetworksOf } from '@/lib/gateways/ssh/node-networks';
import { checkPrivateKey } from '@/lib/gateways/ssh/private-key';
import { isUniqueViolation } from '@/lib/core/database-problem';
import { getNodeFor, type NodeWithAssignees } from './get-node-for';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import { presentNode } from './present-node';

/** @throws AppError `not_found` */
export async function getNode(ctx: Ctx, { node }: { node: string }): Promise<NodeDto> {
  return presentNode(ctx, await getNodeFor(ctx, node, 'node.read'));
}

/**
 * Registers a node. Nothing is sent to it but a first contact, whose host key then waits for approval, unless it was compared before.
 * @throws AppError `name_taken`, `invalid_input` (a key that cannot be read), `address_refused`, `forbidden`
 */
export async function createNode(ctx: Ctx, input: CreateNode): Promise<NodeDto> {
  if (!can(ctx.actor, 'node.create', { kind: 'panel' })) throw new AppError('forbidden');
  await requireClass(ctx, input.classId ?? null);
  if (input.jumpNodeId) await getNodeFor(ctx, input.jumpNodeId, 'node.update');
  checkCredential(input.credential);
  requireNodeAddress(ctx, input);
  const hostKey = input.hostKey === undefined ? null : readHostKey(input.hostKey);
  if (input.hostKey !== undefined && hostKey === null)
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'hostKey', message: 'format' }] });
  await requireFreeName(ctx, input.classId ?? null, input.name);
  const node = { id: ctx.newId(), host: input.host, port: input.port };
  const now = ctx.now();
  const data = {
    ...node,
    name: input.name,
    classId: input.classId ?? null,
    loginUser: input.loginUser,
    credentialKind: input.credential.kind,
    credentialSealed: sealCredential(ctx.keyring, node, input.credential),
    rootPasswordSealed: input.rootPassword ? ctx.keyring.seal(input.rootPassword, credentialContext(node, 'rootPassword')) : null,
    jumpNodeId: input.jumpNodeId ?? null,
    hostKey,
    state: 'connecting',
    stateSince: now,
    createdAt: now,
    updatedAt: now,
  };
  const { name, host, port, loginUser } = input;
  const create = ctx.db.$transaction(async (tx) => {
    await tx.node.create({ data });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.create', `node:${node.id}`, { name, host, port, loginUser });
    const approved = { before: null, approved: presentHostKey(hostKey), by: 'node.create' };
    if (hostKey) await ctx.audit.did({ ...ctx, db: tx }, 'node.approve-host-key', `node:${node.id}`, approved);
  });
  await orTaken(create, name);
  await ctx.fleet.register(node.id);
  return getNode(ctx, { node: node.id });
}

/**
 * Changes a node. A new host, port or login user asks for the credential again, and a new host or port for the host key's
 * approval: both belonged to the old address. In another class nobody keeps it who is not enrolled there.
 * @throws AppError `invalid_input` with the field, `name_taken`, `address_refused`, `not_found`, `forbidden`
 */
export async function updateNode(ctx: Ctx, { node: ref, ...input }: UpdateNode & { node: string }): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.update');
  const next = { id: row.id, host: input.host ?? row.host, port: input.port ?? row.port };
  const moved = next.host !== row.host || next.port !== row.port;
  const asNew = moved || (input.loginUser ?? row.loginUser) !== row.loginUser;
  if (asNew && !input.credential) {
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'credential', message: 'credential_again' }] });
  }
  if (input.credential) checkCredential(input.credential);
  const to = { name: input.name ?? row.name, classId: input.classId === undefined ? row.classId : input.classId };
  const leaves = to.classId !== row.classId;
  if (leaves) await requireClass(ctx, to.classId);
  if (leaves || to.name !== row.name) await requireFreeName(ctx, to.classId, to.name);
  if (input.jumpNodeId) {
    if (input.jumpNodeId === row.id)
      throw new AppError('invalid_input', { fieldErrors: [{ path: 'jumpNodeId', message: 'jump_self' }] });
    await getNodeFor(ctx, input.jumpNodeId, 'node.update');
  }
  const jumpNodeId = input.jumpNodeId === undefined ? row.jumpNodeId : input.jumpNodeId;
  if (moved || jumpNodeId !== row.jumpNodeId) requireNodeAddress(ctx, { ...next, jumpNodeId });
  const lose = leaves ? await whoLoses(ctx, row, to.classId) : [];
  const data = {
    ...next,
    ...to,
    loginUser: input.loginUser ?? row.loginUser,
    ...(input.credential && {
      credentialKind: input.credential.kind,
      credentialSealed: sealCredential(ctx.keyring, next, input.credential),
    }),
    ...rootPasswordChange(ctx, next, input.rootPassword, moved),
    ...(moved && { hostKey: null, offeredHostKey: null }),
    ...(input.jumpNodeId !== undefined && { jumpNodeId: input.jumpNodeId }),
    ...(input.setAside === false && { setAsideAt: null, setAsideNote: null }),
    updatedAt: ctx.now(),
  };
  const update = ctx.db.$transaction(async (tx) => {
    const changes = { ...whatChanged(row, data), ...(lose.length > 0 && { takenFrom: lose }) };
    await tx.node.update({ where: { id: row.id }, data });
    await tx.assignment.deleteMany({ where: { nodeId: row.id, userId: { in: lose } } });
    await ctx.audit.did({ ...ctx, db: tx }, 'node.update', `node:${row.id}`, changes);
  });
  await orTaken(update, to.name);
  ctx.bus.publish('node.updated', { nodeId: row.id });
  for (const userId of lose) ctx.bus.publish('access.changed', { userId });
  return getNode(ctx, { node: row.id });
}

/** What the audit says of a change: each field with its value before and after; of a secret only that there is a new one, or none. */
function whatChanged(before: NodeWithAssignees, after: Partial<NodeWithAssignees>): Record<string, unknown> {
  const shown = ['name', 'host', 'port', 'loginUser', 'classId', 'jumpNodeId'] as const;
  const changes = shown.flatMap((field) =>
    after[field] !== undefined && after[field] !== before[field] ? [[field, [before[field], after[field]]]] : [],
  );
  const { credentialSealed, rootPasswordSealed } = after;
  return {
    ...Object.fromEntries(changes),
    ...(credentialSealed !== undefined && { credential: 'set' }),
    ...(rootPasswordSealed && { rootPassword: 'set' }),
    ...(after.setAsideAt === null && before.setAsideAt !== null && { setAside: false }),
    ...(rootPasswordSealed === null && before.rootPasswordSealed !== null && { rootPassword: 'forgotten' }),
  };
}

/** What a name means, and what a jump host reaches, is seen when it is connected to. @throws AppError `address_refused` */
function requireNodeAddress({ env }: Ctx, { host, port, jumpNodeId }: Pick<CreateNode, 'host' | 'port' | 'jumpNodeId'>): void {
  if (!jumpNodeId && isIP(host) > 0 && !nodeNetworksOf(env).allows(host, port)) throw addressRefused(host);
}

/** A root password is sealed to the address too: a move without a new one forgets it. */
function rootPasswordChange(
  ctx: Ctx,
  node: { id: string; host: string; port: number },
  given: string | null | undefined,
  moved: boolean,
) {
  if (given) return { rootPasswordSealed: ctx.keyring.seal(given, credentialContext(node, 'rootPassword')) };
  return given === null || moved ? { rootPasswordSealed: null } : {};
}

/** Tries the connection now, whatever was refused before. */
export async function reconnectNode(ctx: Ctx, { node: ref }: { node: string }): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.reconnect');
  await ctx.fleet.reconnect(row.id);
  return getNode(ctx, { node: row.id });
}

async function requireClass(ctx: Ctx, classId: string | null): Promise<void> {
  const allowed = classId === null ? ctx.actor.role === 'admin' : can(ctx.actor, 'class.update', { kind: 'class', id: classId });
  const exists = classId === null || (await ctx.db.class.count({ where: { id: classId } })) > 0;
  if (!allowed || !exists) throw new AppError('invalid_input', { fieldErrors: [{ path: 'classId', message: 'class_unknown' }] });
}

/** Of one class, or of those without one. */
async function requireFreeName(ctx: Ctx, classId: string | null, name: string): Promise<void> {
  if ((await ctx.db.node.count({ where: { classId, name } })) > 0) throw new AppError('name_taken', { params: { name } });
}

/** The same name from somebody else at the same moment is found by the database. */
async function orTaken(work: Promise<unknown>, name: string): Promise<void> {
  await work.catch((error: unknown) => {
    throw isUniqueViolation(error) ? new AppError('name_taken', { params: { name } }) : error;
  });
}

/** Who has the node and is not in the class it goes to: root on a machine of another class is nobody's by habit. */
export async function whoLoses(ctx: Ctx, row: NodeWithAssignees, classId: string | null): Promise<string[]> {
  const had = row.assignments.map(({ userId }) => userId);
  const enrolled = await ctx.db.enrolment.findMany({ where: { classId: classId ?? '', userId: { in: had } } });
  return had.filter((userId) => !enrolled.some((enrolment) => enrolment.userId === userId));
}

/** @throws AppError `invalid_input` when the key cannot be read with this passphrase. */
function checkCredential(credential: Credential): void {
  if (credential.kind !== 'private_key') return;
  const problem = checkPrivateKey(credential.privateKey, credential.passphrase);
  if (problem)
    throw new AppError('invalid_input', {
      fieldErrors: [{ path: 'credential.privateKey', message: problem }],
    });
}

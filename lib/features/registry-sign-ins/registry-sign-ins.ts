import { AppError, isAppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { RegistrySignIn } from '@/lib/gateways/docker/engine/registry-auth';
import type { List } from '@/lib/shared/common';
import type { RegistrySignInDto, SavedRegistrySignIn, SaveRegistrySignIn } from '@/lib/shared/registry-sign-ins';
import { secretContext } from './stored-sign-in';

/** Of one class or one account: nobody uses so many registries. The text of the error says it. */
const signInsMax = 20;

/** Whose they are: a class's, or without one the asker's own. */
interface Whose {
  classId?: string;
}
type Owner = { classId: string; userId: null } | { classId: null; userId: string };

const shown = { id: true, classId: true, host: true, registryUser: true, createdById: true, createdAt: true, lastUsedAt: true };
type Shown = { [Key in 'id' | 'host' | 'registryUser']: string } & {
  classId: string | null;
  createdById: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
};

/** By the names of their registries; of the secrets nothing. @throws AppError `not_found` for a class that is not the asker's to teach */
export async function listSignIns(ctx: Ctx, whose: Whose): Promise<List<RegistrySignInDto>> {
  const rows = await ctx.db.registrySignIn.findMany({ where: ownerOf(ctx, whose), select: shown, orderBy: { host: 'asc' } });
  return { items: await present(ctx, rows) };
}

/**
 * Stores a sign-in in place of the one for the same registry. The Docker of a node tries it before, where one can be asked: the panel itself
 * may reach no registry.
 * @throws AppError `not_found`, also for a node that it is not used on, `registry_credentials_wrong` (nothing is stored then), `registry_sign_ins_full`
 */
export async function saveSignIn(
  ctx: Ctx,
  { classId, node, host, user, password }: SaveRegistrySignIn & Whose,
): Promise<SavedRegistrySignIn> {
  const owner = ownerOf(ctx, { ...(classId !== undefined && { classId }) });
  const where = { ...owner, host };
  const tryOn = node === undefined ? await someNode(ctx, owner) : await oneOfTheirs(ctx, owner, node);
  await requireRoom(ctx, where);
  const unchecked = await check(ctx, tryOn, { host, user, password });
  const row = await ctx.db.$transaction(async (tx) => {
    await tx.registrySignIn.deleteMany({ where });
    const data = { id: ctx.newId(), ...where, registryUser: user, createdById: ctx.actor.id, createdAt: ctx.now() };
    const secretSealed = ctx.keyring.seal(password, secretContext(data));
    await ctx.audit.did({ ...ctx, db: tx }, 'registry-sign-in.save', targetOf(owner), {
      host,
      user,
      checked: unchecked === null,
    });
    return tx.registrySignIn.create({ data: { ...data, secretSealed }, select: shown });
  });
  const [saved] = await present(ctx, [row]);
  if (!saved) throw new AppError('not_found');
  return { ...saved, unchecked };
}

/** @throws AppError `not_found`, also for one of somebody else */
export async function removeSignIn(ctx: Ctx, { signInId: id, ...whose }: Whose & { signInId: string }): Promise<void> {
  const owner = ownerOf(ctx, whose);
  await ctx.db.$transaction(async (tx) => {
    const row = await tx.registrySignIn.findFirst({ where: { id, ...owner }, select: shown });
    if (!row || (await tx.registrySignIn.deleteMany({ where: { id, ...owner } })).count === 0) throw new AppError('not_found');
    const said = { host: row.host, user: row.registryUser };
    await ctx.audit.did({ ...ctx, db: tx }, 'registry-sign-in.remove', targetOf(owner), said);
  });
}

function ownerOf(ctx: Ctx, { classId }: Whose): Owner {
  if (classId === undefined) return { classId: null, userId: ctx.actor.id };
  if (!can(ctx.actor, 'class.registry-sign-ins', { kind: 'class', id: classId })) throw new AppError('not_found');
  return { classId, userId: null };
}

const targetOf = ({ classId, userId }: Owner): string => (classId === null ? `user:${userId}` : `class:${classId}`);

async function requireRoom(ctx: Ctx, { host, ...owner }: Owner & { host: string }): Promise<void> {
  const others = await ctx.db.registrySignIn.count({ where: { ...owner, host: { not: host } } });
  if (others >= signInsMax) throw new AppError('registry_sign_ins_full');
}

/** A node that was chosen, where it would be used there: on another one nobody is shown it. @throws AppError `not_found` */
async function oneOfTheirs(ctx: Ctx, { classId, userId }: Owner, ref: string): Promise<string> {
  const node = await getNodeFor(ctx, ref, 'image.pull');
  const isTheirs = classId === null ? node.assignments.some((one) => one.userId === userId) : node.classId === classId;
  if (!isTheirs) throw new AppError('not_found');
  return node.id;
}

/** A node that it would be used on, and that answers now. */
async function someNode(ctx: Ctx, { classId, userId }: Owner): Promise<string | null> {
  const where = classId === null ? { assignments: { some: { userId } } } : { classId };
  const nodes = await ctx.db.node.findMany({ where, select: { id: true }, orderBy: { name: 'asc' } });
  return nodes.find(({ id }) => ctx.fleet.status(id).state === 'ready')?.id ?? null;
}

/** @returns why it could not be tried; null where the registry took it. @throws AppError `registry_credentials_wrong` */
async function check(ctx: Ctx, nodeId: string | null, signIn: RegistrySignIn): Promise<string | null> {
  if (nodeId === null) return 'node_unreachable';
  try {
    await (await ctx.fleet.engine(nodeId)).logins.check(signIn);
    return null;
  } catch (error) {
    if (!isAppError(error) || error.code === 'registry_credentials_wrong') throw error;
    return error.code;
  }
}

async function present(ctx: Ctx, rows: Shown[]): Promise<RegistrySignInDto[]> {
  const ids = rows.flatMap(({ createdById }) => createdById ?? []);
  const people = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    ...{ id: row.id, host: row.host, user: row.registryUser, of: row.classId === null ? 'account' : 'class' },
    addedBy: names.get(row.createdById ?? '') ?? null,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
}

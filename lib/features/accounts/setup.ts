import { randomBytes } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import type { Setup, UserDto } from '@/lib/shared/accounts';
import { hashToken } from './actor';
import { requireGoodPassword } from './password-rules';
import { hashPassword } from './passwords';
import { presentUser } from './users';

const validMs = 24 * 60 * 60_000;

export async function isSetupNeeded(runtime: Pick<Runtime, 'db'>): Promise<boolean> {
  return (await runtime.db.user.count()) === 0;
}

/**
 * On a start without accounts: a new one-time token, valid for a day; an older one stops working.
 * @returns the token, to be printed on the console, or null when there are accounts.
 */
export async function makeSetupToken(runtime: Runtime): Promise<string | null> {
  if (!(await isSetupNeeded(runtime))) return null;
  const token = randomBytes(16).toString('hex');
  const now = runtime.now();
  await runtime.db.setupToken.deleteMany();
  await runtime.db.setupToken.create({
    data: { id: runtime.newId(), tokenHash: hashToken(token), createdAt: now, expiresAt: new Date(now.getTime() + validMs) },
  });
  return token;
}

/**
 * Makes the first account, an administrator. The token works once, however many claim it at the same time.
 * @throws AppError `setup_done` when there are accounts, `setup_token_invalid`
 */
export async function completeSetup(ctx: Runtime & { address: string | null }, input: Setup): Promise<UserDto> {
  if (!(await isSetupNeeded(ctx))) throw new AppError('setup_done');
  requireGoodPassword(input.password, input);
  const passwordHash = await hashPassword(input.password);
  const now = ctx.now();
  const id = ctx.newId();
  const user = await ctx.db.$transaction(async (tx) => {
    // Whoever marks it used has it: the condition and the mark are one statement.
    const claimed = await tx.setupToken.updateMany({
      where: { tokenHash: hashToken(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (claimed.count !== 1) return null;
    const made = await tx.user.create({
      data: { id, email: input.email, name: input.name, role: 'admin', passwordHash, createdAt: now, updatedAt: now },
    });
    await ctx.audit.did({ actor: made, address: ctx.address, db: tx }, 'setup', `user:${id}`);
    return made;
  });
  if (user) return presentUser(user);
  await ctx.audit.refused({ actorId: null, actorName: null, action: 'setup', target: null, address: ctx.address });
  throw new AppError('setup_token_invalid');
}

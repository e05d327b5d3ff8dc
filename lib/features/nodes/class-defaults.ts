import type { Class as ClassRow } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { Keyring, SealContext } from '@/lib/gateways/secrets/keyring';
import type { ClassDefaultsDto, SetClassDefaults } from '@/lib/shared/node-import';
import { type Credential, credentialSchema } from '@/lib/shared/nodes';
import { checkPrivateKey } from '@/lib/gateways/ssh/private-key';
import { getNodeFor } from './get-node-for';
import { copyRegistry } from '@/lib/features/class-registry/sign-in';
import type { PlanDefaults } from '@/lib/features/node-import/plan-import';

/** What a class's own secrets are bound to. */
/** What a class's default is bound to. */
export const classDefaultContext = (id: string, field: 'credential' | 'rootPassword'): SealContext => ({
  table: 'Class',
  id,
  field,
});

/** What new nodes of a class get where nothing is said; secrets only as being set. @throws AppError `not_found` */
export async function getClassDefaults(ctx: Ctx, { classId }: { classId: string }): Promise<ClassDefaultsDto> {
  const row = await classFor(ctx, classId, 'class.defaults');
  return {
    loginUser: row.defaultLoginUser,
    port: row.defaultPort,
    credentialKind:
      row.defaultCredentialSealed === null ? null : row.defaultCredentialKind === 'private_key' ? 'private_key' : 'password',
    hasRootPassword: row.defaultRootPasswordSealed !== null,
    // One that was taken out of the register meanwhile is none.
    jumpNodeId: (await ctx.db.node.count({ where: { id: row.defaultJumpNodeId ?? '' } })) > 0 ? row.defaultJumpNodeId : null,
  };
}

/** Nodes that are there keep what they have. @throws AppError `not_found`, `invalid_input` (a key that cannot be read) */
export async function setClassDefaults(
  ctx: Ctx,
  { classId, ...input }: SetClassDefaults & { classId: string },
): Promise<ClassDefaultsDto> {
  const row = await classFor(ctx, classId, 'class.defaults');
  const { credential, rootPassword } = input;
  if (input.jumpNodeId) await getNodeFor(ctx, input.jumpNodeId, 'node.update');
  const problem = credential?.kind === 'private_key' ? checkPrivateKey(credential.privateKey, credential.passphrase) : null;
  if (problem)
    throw new AppError('invalid_input', {
      fieldErrors: [{ path: 'credential.privateKey', message: problem }],
    });
  const data = {
    defaultLoginUser: input.loginUser,
    defaultPort: input.port,
    defaultJumpNodeId: input.jumpNodeId,
    ...(credential !== undefined && {
      defaultCredentialKind: credential?.kind ?? null,
      defaultCredentialSealed:
        credential && ctx.keyring.seal(JSON.stringify(credential), classDefaultContext(row.id, 'credential')),
    }),
    ...(rootPassword !== undefined && {
      defaultRootPasswordSealed:
        rootPassword === null ? null : ctx.keyring.seal(rootPassword, classDefaultContext(row.id, 'rootPassword')),
    }),
  };
  const { loginUser, port, jumpNodeId } = input;
  const secrets = { credential: said(credential), rootPassword: said(rootPassword) };
  await ctx.db.$transaction(async (tx) => {
    await tx.class.update({ where: { id: row.id }, data });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.defaults', `class:${row.id}`, { loginUser, port, jumpNodeId, ...secrets });
  });
  return getClassDefaults(ctx, { classId });
}

/** What became of a secret, for the audit. */
const said = (secret: unknown): string => (secret === undefined ? 'kept' : secret === null ? 'forgotten' : 'set');

/**
 * The defaults of a class for another one, as they are stored: each secret is sealed to the class it belongs to, so it is sealed anew.
 */
export function copyDefaults(keyring: Keyring, row: ClassRow, toId: string): Partial<ClassRow> {
  const { loginUser, port, credential, rootPassword, jumpNodeId } = openDefaults(keyring, row);
  return {
    defaultLoginUser: loginUser,
    defaultPort: port,
    defaultJumpNodeId: jumpNodeId,
    ...(credential && {
      defaultCredentialKind: credential.kind,
      defaultCredentialSealed: keyring.seal(JSON.stringify(credential), classDefaultContext(toId, 'credential')),
    }),
    ...(rootPassword !== null && {
      defaultRootPasswordSealed: keyring.seal(rootPassword, classDefaultContext(toId, 'rootPassword')),
    }),
    ...copyRegistry(keyring, row, toId),
  };
}

/** With the secrets opened, for the moment of an import. A default whose secret cannot be opened any more has none. */
export function openDefaults(keyring: Keyring, row: ClassRow): PlanDefaults {
  const open = (sealed: string | null, field: 'credential' | 'rootPassword'): string | null => {
    try {
      return sealed === null ? null : keyring.open(sealed, classDefaultContext(row.id, field));
    } catch {
      return null;
    }
  };
  const text = open(row.defaultCredentialSealed, 'credential');
  const credential = text === null ? null : credentialSchema.safeParse(JSON.parse(text));
  return {
    loginUser: row.defaultLoginUser,
    port: row.defaultPort,
    credential: credential?.success ? (credential.data satisfies Credential) : null,
    rootPassword: open(row.defaultRootPasswordSealed, 'rootPassword'),
    jumpNodeId: row.defaultJumpNodeId,
  };
}

/** A class this actor may do this to. @throws AppError `not_found`, also for one they may not know */
export async function classFor(
  ctx: Ctx,
  id: string,
  action: 'class.defaults' | 'class.registry' | 'node.import' | 'node.export' | 'class.read' | 'class.update',
): Promise<ClassRow> {
  const row = can(ctx.actor, action, { kind: 'class', id }) ? await ctx.db.class.findUnique({ where: { id } }) : null;
  if (!row) throw new AppError('not_found');
  return row;
}

import { isIP } from 'node:net';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { classFor } from '@/lib/features/nodes/class-defaults';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { addressRefused, nodeNetworksOf } from '@/lib/gateways/ssh/node-networks';
import type { ClassRegistryDto, SetClassRegistry } from '@/lib/shared/class-registry';
import { sealSignIn } from './sign-in';

const none = { registryUrl: null, registryNodeId: null, registrySignInSealed: null };
type Stored = { [Column in keyof typeof none]: string | null };

/** What nodes of a class reach as localhost:5000; of a sign-in only whether there is one. @throws AppError `not_found` */
export async function getClassRegistry(ctx: Ctx, { classId }: { classId: string }): Promise<ClassRegistryDto> {
  const row = await classFor(ctx, classId, 'class.read');
  const { registryUrl: url, registryNodeId, registrySignInSealed } = row;
  const nothing = { kind: 'none' as const, url: null, node: null, hasSignIn: false };
  if (registryNodeId !== null) {
    // One that was deleted meanwhile is none.
    const node = await ctx.db.node.findUnique({ where: { id: registryNodeId }, select: { id: true, name: true } });
    return node ? { ...nothing, kind: 'node', node } : nothing;
  }
  return url === null ? nothing : { ...nothing, kind: 'address', url, hasSignIn: registrySignInSealed !== null };
}

/**
 * Sets the registry of a class; its nodes follow over their held connections.
 * @throws AppError `not_found`, `address_refused`, `invalid_input` (a new address without the sign-in that belonged to the old one)
 */
export async function setClassRegistry(
  ctx: Ctx,
  { classId, ...input }: SetClassRegistry & { classId: string },
): Promise<ClassRegistryDto> {
  const row = await classFor(ctx, classId, 'class.registry');
  if (input.kind === 'node') {
    const { id } = await getNodeFor(ctx, input.node, 'node.update');
    await store(ctx, classId, { ...none, registryNodeId: id }, { node: id });
    return getClassRegistry(ctx, { classId });
  }
  const { url, signIn } = input;
  requireAddress(ctx, url);
  const isKept = signIn === undefined && row.registrySignInSealed !== null;
  if (isKept && url !== row.registryUrl)
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'signIn', message: 'credential_again' }] });
  const registrySignInSealed = isKept ? row.registrySignInSealed : signIn ? sealSignIn(ctx.keyring, classId, url, signIn) : null;
  const said = isKept ? 'kept' : signIn ? 'set' : 'none';
  await store(ctx, classId, { ...none, registryUrl: url, registrySignInSealed }, { url, signIn: said });
  return getClassRegistry(ctx, { classId });
}

/** The class has no registry any more; what it holds stays there. @throws AppError `not_found` */
export async function removeClassRegistry(ctx: Ctx, { classId }: { classId: string }): Promise<void> {
  await classFor(ctx, classId, 'class.registry');
  await store(ctx, classId, none, { url: null });
}

async function store(ctx: Ctx, classId: string, data: Stored, detail: Record<string, unknown>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await tx.class.update({ where: { id: classId }, data });
    await ctx.audit.did({ ...ctx, db: tx }, 'class.registry', `class:${classId}`, detail);
  });
  // Not waited for: a node that does not answer is asked when it is connected again.
  ctx.classRegistry.review(classId).catch((error: unknown) => ctx.log.error({ error, classId }, 'the nodes could not be told'));
}

/** What a name means is seen when it is connected to. @throws AppError `address_refused` */
function requireAddress(ctx: Ctx, url: string): void {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const at = Number(port) || (protocol === 'https:' ? 443 : 80);
  if (isIP(host) > 0 && !nodeNetworksOf(ctx.env).allows(host, at)) throw addressRefused(host);
}

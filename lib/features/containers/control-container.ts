import { isAppError } from '@/lib/core/errors';
import type { Action } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { AuditAction } from '@/lib/features/audit/audit-actions';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { containerOf } from '@/lib/shared/container-of';
import type { ContainerDto, KillContainer, LimitContainer } from '@/lib/shared/containers';
import { auditContainer, type ContainerRef, findContainer } from './container-ref';

/** Seconds a program has after SIGTERM, as `docker stop` gives it. */
const stopSeconds = 10;

/** @throws AppError `container_not_found`, `port_taken` … */
export async function startContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.start', (engine) => engine.containers.start(container));
}

/** SIGTERM, and after ten seconds SIGKILL. @throws AppError `container_not_found` */
export async function stopContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.stop', (engine) => engine.containers.stop(container, stopSeconds));
}

/** SIGTERM, after ten seconds SIGKILL, and a new start. @throws AppError `container_not_found`, `port_taken` */
export async function restartContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.restart', (engine) => engine.containers.restart(container, stopSeconds));
}

/** @throws AppError `container_not_found`, `container_not_running` */
export async function pauseContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.pause', (engine) => engine.containers.pause(container));
}

/** @throws AppError `container_not_found`, `container_not_running` */
export async function unpauseContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.unpause', (engine) => engine.containers.unpause(container));
}

/** @throws AppError `container_not_found`, `container_not_running` */
export async function killContainer(ctx: Ctx, { node, container, signal }: ContainerRef & KillContainer): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.kill', (engine) => engine.containers.kill(container, signal), { signal });
}

/** @throws AppError `container_not_found`, `container_name_taken` */
export async function renameContainer(
  ctx: Ctx,
  { node, container, name }: ContainerRef & { name: string },
): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.rename', (engine) => engine.containers.rename(container, name), { name });
}

/** @throws AppError `container_not_found`, what Docker says of a limit it cannot set */
export async function limitContainer(
  ctx: Ctx,
  { node, container, ...limits }: ContainerRef & LimitContainer,
): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.limit', (engine) => engine.containers.limit(container, limits), limits);
}

type Engine = Awaited<ReturnType<Ctx['fleet']['engine']>>;

/** What the policy decides and the audit log calls it. */
type ControlAction = Action & AuditAction & `container.${string}`;

/** One command to a container, audited; answers with the container as Docker listed it after the command. */
async function control(
  ctx: Ctx,
  ref: string,
  container: string,
  name: ControlAction,
  command: (engine: Engine) => Promise<void>,
  detail: Record<string, unknown> = {},
): Promise<ContainerDto> {
  const node = await getNodeFor(ctx, ref, name);
  const before = containerOf(ctx.fleet.status(node.id).containers ?? [], container);
  await ctx.fleet.changeContainer(node.id, container, command);
  await auditContainer(ctx, name, node.id, container, detail);
  const { containers } = ctx.fleet.status(node.id);
  try {
    const now = containers ?? (await (await ctx.fleet.engine(node.id)).containers.list());
    // It may have been named by a name that it has no longer.
    return findContainer(now, before?.id ?? String(detail.name ?? container));
  } catch (error) {
    // One of --rm is gone when it has stopped.
    if (before && isAppError(error) && error.code === 'container_not_found')
      return { ...before, state: 'exited', startedAt: null };
    throw error;
  }
}

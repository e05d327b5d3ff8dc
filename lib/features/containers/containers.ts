import type { AuditAction } from '@/lib/features/audit/audit-actions';
import { AppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import type { ContainerDto, LogLine, RunContainer } from '@/lib/shared/containers';

interface ContainerRef {
  node: string;
  container: string;
}

/** Seconds a program has after SIGTERM, as `docker stop` gives it. */
const stopSeconds = 10;

/** From the live model; asks the node itself only while there is none. @throws AppError why the node cannot answer */
export async function listContainers(ctx: Ctx, { node: ref }: { node: string }): Promise<List<ContainerDto>> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  const known = ctx.fleet.status(node.id).containers;
  return { items: known ?? (await (await ctx.fleet.engine(node.id)).containers.list()) };
}

/** By id, the beginning of an id, or name. @throws AppError `container_not_found` */
export async function getContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return find((await listContainers(ctx, { node })).items, container);
}

function find(items: ContainerDto[], container: string): ContainerDto {
  const found =
    items.find((c) => c.id === container || c.name === container) ??
    items.find((c) => container.length >= 4 && c.id.startsWith(container));
  if (!found) throw new AppError('container_not_found', { params: { container } });
  return found;
}

/** `docker run -d`: creates and starts. @throws AppError `image_not_found`, `container_name_taken`, `port_taken`, `command_not_found` … */
export async function runContainer(ctx: Ctx, { node: ref, ...input }: RunContainer & { node: string }): Promise<ContainerDto> {
  const node = await getNodeFor(ctx, ref, 'container.run');
  // Who changed something and looks at the list next sees it there, also what a failure left behind.
  const container = await ctx.fleet.changeContainer(node.id, input.name ?? '', (engine) => engine.containers.run(input));
  await audit(ctx, 'container.run', node.id, container.id, { image: input.image, name: container.name });
  return container;
}

/** @throws AppError `container_not_found`, `port_taken` … */
export async function startContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.start', (engine) => engine.containers.start(container));
}

/** SIGTERM, and after ten seconds SIGKILL. @throws AppError `container_not_found` */
export async function stopContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return control(ctx, node, container, 'container.stop', (engine) => engine.containers.stop(container, stopSeconds));
}

/** Removes a container and what it wrote. @throws AppError `container_running` without `force`, `container_not_found` */
export async function removeContainer(
  ctx: Ctx,
  { node: ref, container, force }: ContainerRef & { force: boolean },
): Promise<void> {
  const node = await getNodeFor(ctx, ref, 'container.remove');
  await ctx.fleet.changeContainer(node.id, container, (engine) => engine.containers.remove(container, force));
  await audit(ctx, 'container.remove', node.id, container, { force });
}

/** The last lines of a container's log. @throws AppError `container_not_found` */
export async function getContainerLogs(
  ctx: Ctx,
  { node: ref, container, tail }: ContainerRef & { tail: number },
): Promise<List<LogLine>> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  return { items: await (await ctx.fleet.engine(node.id)).containers.logs(container, tail) };
}

type Engine = Awaited<ReturnType<Ctx['fleet']['engine']>>;

/** One command to a container, audited; answers with the container as Docker listed it after the command. */
async function control(
  ctx: Ctx,
  ref: string,
  container: string,
  name: AuditAction,
  command: (engine: Engine) => Promise<void>,
): Promise<ContainerDto> {
  const node = await getNodeFor(ctx, ref, 'container.control');
  const before = ctx.fleet.status(node.id).containers?.find((c) => c.id === container || c.name === container);
  await ctx.fleet.changeContainer(node.id, container, command);
  await audit(ctx, name, node.id, container, {});
  const { containers } = ctx.fleet.status(node.id);
  try {
    return find(containers ?? (await (await ctx.fleet.engine(node.id)).containers.list()), container);
  } catch (error) {
    // One of --rm is gone when it has stopped.
    if (before) return { ...before, state: 'exited', startedAt: null };
    throw error;
  }
}

async function audit(
  ctx: Ctx,
  action: AuditAction,
  nodeId: string,
  container: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await ctx.audit.record({
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action,
    target: `container:${nodeId}/${container}`,
    outcome: 'allowed',
    detail,
    address: ctx.address,
  });
}

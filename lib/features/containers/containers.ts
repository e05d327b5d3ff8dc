import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import { getNodeFor, nodeResource } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { List } from '@/lib/shared/common';
import { privilegesAsked } from '@/lib/shared/container-privileges';
import type { ContainerDto, LogLine, RunContainer } from '@/lib/shared/containers';
import { auditContainer, type ContainerRef, findContainer } from './container-ref';

/** From the live model; asks the node itself only while there is none. @throws AppError why the node cannot answer */
export async function listContainers(ctx: Ctx, { node: ref }: { node: string }): Promise<List<ContainerDto>> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  const known = ctx.fleet.status(node.id).containers;
  return { items: known ?? (await (await ctx.fleet.engine(node.id)).containers.list()) };
}

/** By id, the beginning of an id, or name. @throws AppError `container_not_found` */
export async function getContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDto> {
  return findContainer((await listContainers(ctx, { node })).items, container);
}

/**
 * `docker run -d`: creates and starts.
 * @throws AppError `container_privilege` for what reaches the node and is not the actor's to give,
 *   `image_not_found`, `container_name_taken`, `port_taken`, `command_not_found`, `network_not_found` …
 */
export async function runContainer(ctx: Ctx, { node: ref, ...input }: RunContainer & { node: string }): Promise<ContainerDto> {
  const node = await getNodeFor(ctx, ref, 'container.run');
  const asked = privilegesAsked(input);
  if (asked.length > 0 && !can(ctx.actor, 'container.privilege', nodeResource(node))) {
    throw new AppError('container_privilege', {
      detail: asked.map(({ flag }) => flag).join(', '),
      fieldErrors: asked.map(({ path, privilege }) => ({ path, message: privilege })),
    });
  }
  // Who changed something and looks at the list next sees it there, also what a failure left behind.
  const container = await ctx.fleet.changeContainer(node.id, input.name ?? '', (engine) => engine.containers.run(input));
  const privileges = asked.length > 0 && { privileges: asked.map(({ flag }) => flag) };
  await auditContainer(ctx, 'container.run', node.id, container.id, { image: input.image, name: container.name, ...privileges });
  return container;
}

/** Removes a container and what it wrote. @throws AppError `container_running` without `force`, `container_not_found` */
export async function removeContainer(
  ctx: Ctx,
  { node: ref, container, force }: ContainerRef & { force: boolean },
): Promise<void> {
  const node = await getNodeFor(ctx, ref, 'container.remove');
  await ctx.fleet.changeContainer(node.id, container, (engine) => engine.containers.remove(container, force));
  await auditContainer(ctx, 'container.remove', node.id, container, { force });
}

/** The last lines of a container's log. @throws AppError `container_not_found` */
export async function getContainerLogs(
  ctx: Ctx,
  { node: ref, container, tail }: ContainerRef & { tail: number },
): Promise<List<LogLine>> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  return { items: await (await ctx.fleet.engine(node.id)).containers.logs(container, tail) };
}

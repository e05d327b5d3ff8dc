import { webStreamOf } from '@/lib/core/bytes/web-stream';
import type { Ctx } from '@/lib/core/runtime';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { ContainerRef } from './container-ref';

/**
 * All of a container's log as `docker logs` prints it, no faster than it is read. Nothing of it is kept here.
 * @param timestamps before each line, as `docker logs -t`. @param signal fires when the reader goes away; the node stops then
 * @throws AppError `container_not_found`, `container_log_unreadable`
 */
export async function downloadLog(
  ctx: Ctx,
  { node: ref, container, timestamps, signal }: ContainerRef & { timestamps: boolean; signal: AbortSignal },
): Promise<{ fileName: string; stream: ReadableStream<Uint8Array> }> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  const { containers } = await ctx.fleet.engine(node.id);
  const { id, name } = await containers.inspect(container, { size: false });
  return { fileName: `${name}.log`, stream: webStreamOf(await containers.openLog(id, { timestamps }, signal)) };
}

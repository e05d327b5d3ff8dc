import { nodeStreamOf } from '@/lib/core/bytes/web-stream';
import type { Ctx } from '@/lib/core/runtime';
import { getJob } from '@/lib/features/jobs/get-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { signInsOn } from '@/lib/features/registry-sign-ins/find-sign-in';
import { canonicalReference } from '@/lib/gateways/docker/reference';
import { AppError } from '@/lib/core/errors';
import { type BuildImage, buildMaxMs } from '@/lib/shared/builds';
import type { JobDto } from '@/lib/shared/jobs';
import { guardContext } from './build-context';
import { layersOf } from './build-layers';

/**
 * `docker build` as a job. Resolves when the node has the whole context: it passes through the panel as fast as the node takes it, and nothing
 * of it is kept. The same tag being built on the same node already is that job, whatever it is built of.
 * @param context a tar archive
 * @param options.maxMs how long it may take; a test does not wait as long as the panel
 * @throws AppError `build_context_*`; what the build ended with where it did so before the context was read; `cancelled` when the sender goes away
 */
export async function buildImage(
  ctx: Ctx,
  { node: ref, context, ...options }: BuildImage & { node: string; context: ReadableStream<Uint8Array> },
  { maxMs = buildMaxMs } = {},
): Promise<JobDto> {
  const node = await getNodeFor(ctx, ref, 'image.build');
  const engine = await ctx.fleet.engine(node.id);
  const { tag, dockerfile, target, noCache, buildArgs } = options;
  // A value may be a secret, though none belongs there.
  const said = { tag, dockerfile, ...(target !== undefined && { target }), noCache, buildArgs: Object.keys(buildArgs) };
  await ctx.audit.did(ctx, 'image.build', `node:${node.id}`, said);
  const signIns = signInsOn(ctx, node.id, ctx.actor.id);
  const sent = Promise.withResolvers<void>();
  sent.promise.catch(() => {});
  let isOwn = false;
  const id = await ctx.jobs.start(
    { kind: 'image.build', nodeId: node.id, createdById: ctx.actor.id, subject: tag, input: {}, key: canonicalReference(tag) },
    async ({ report, signal }) => {
      isOwn = true;
      const tooLong = AbortSignal.timeout(maxMs);
      const ends = AbortSignal.any([signal, tooLong]);
      const guarded = guardContext(nodeStreamOf(context));
      guarded.once('end', sent.resolve);
      try {
        report(await layersOf(engine.images, await engine.builds.run(guarded, options, report, ends, signIns)));
      } catch (error) {
        const cause = tooLong.aborted && !signal.aborted ? new AppError('build_too_long', { cause: error }) : error;
        sent.reject(cause);
        throw cause;
      } finally {
        sent.resolve();
        await ctx.fleet.sync(node.id);
      }
    },
  );
  if (isOwn) await sent.promise;
  else await context.cancel();
  return getJob(ctx, { jobId: id });
}

import { createHash } from 'node:crypto';
import { AppError, isAppError } from '@/lib/core/errors';
import { mapLimited } from '@/lib/core/async/limit';
import type { Ctx } from '@/lib/core/runtime';
import { readsAsStaff, staffClassFor, studentFor } from '@/lib/features/progress/learner';
import { registryLimits } from '@/lib/gateways/registry/limits';
import { sizeOf } from '@/lib/gateways/registry/list-contents';
import { createRegistryClient, type RegistryClient } from '@/lib/gateways/registry/registry-client';
import type { RegistryContentsDto, RegistryImageDto, RemovedRegistryImage } from '@/lib/shared/class-registry';
import { lastPushes } from './last-pushes';

/** A class as the reader of its registry sees it. @throws AppError `not_found` for who is neither its staff nor its student, `class_closed` */
export async function registryReaderFor(
  ctx: Ctx,
  { classId }: { classId: string },
): Promise<{ className: string; isStaff: boolean; isClosed: boolean }> {
  const isStaff = readsAsStaff(ctx, classId);
  const row = await (isStaff ? staffClassFor(ctx, classId, 'registry.read') : studentFor(ctx, { classId }, 'registry.read'));
  return { className: row.name, isStaff, isClosed: row.closedAt !== null };
}

/** Whether there is one to look at, for whoever may. @throws AppError likewise */
export async function hasRegistry(ctx: Ctx, { classId }: { classId: string }): Promise<boolean> {
  await registryReaderFor(ctx, { classId });
  const row = await ctx.db.class.findUnique({ where: { id: classId }, select: { registryUrl: true, registryNodeId: true } });
  return row?.registryUrl != null || row?.registryNodeId != null;
}

/** What the registry of a class holds; a class without one holds nothing. @throws AppError as {@link RegistryClient}, and `not_found` */
export async function listRegistry(ctx: Ctx, { classId }: { classId: string }): Promise<RegistryContentsDto> {
  const { isStaff } = await registryReaderFor(ctx, { classId });
  const contents = await ctx.classRegistry.contents(classId);
  if (!contents) return { isSet: false, repositories: [], more: false };
  const pushes = await lastPushes(ctx.db, classId);
  const pushedOf = (repository: string, tag: string, digest: string | null) => {
    const push = pushes(repository, tag, digest);
    if (!push) return null;
    const isTold = isStaff || push.by?.id === ctx.actor.id;
    return { by: isTold ? (push.by?.name ?? null) : null, node: isTold ? push.node : null, at: push.at.toISOString() };
  };
  return {
    isSet: true,
    more: contents.more,
    repositories: contents.repositories.map(({ name, tags }) => ({
      name,
      tags: tags.map((tag) => ({
        name: tag.name,
        digest: tag.facts?.digest ?? null,
        sizeBytes: tag.facts?.sizeBytes ?? null,
        layers: tag.facts?.layers ?? null,
        pushed: pushedOf(name, tag.name, tag.facts?.digest ?? null),
      })),
    })),
  };
}

interface ImageOf {
  classId: string;
  repository: string;
}

/** One image with its layers. @throws AppError likewise, `registry_not_set`, `registry_image_missing` */
export async function getRegistryImage(
  ctx: Ctx,
  { classId, repository, tag }: ImageOf & { tag: string },
): Promise<RegistryImageDto> {
  await registryReaderFor(ctx, { classId });
  const client = await clientOf(ctx, classId);
  const manifest = await client.manifest(repository, tag);
  const [image] = manifest?.images ?? [];
  if (!manifest || !image) throw new AppError('registry_image_missing');
  // What is no configuration of an image says nothing; its layers are known all the same.
  const config = await client.config(repository, image.configDigest).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'registry_error') return null;
    throw error;
  });
  return {
    digest: manifest.digest,
    sizeBytes: sizeOf(image.layers),
    createdAt: config?.createdAt ?? null,
    platform: config?.os && config.architecture ? `${config.os}/${config.architecture}` : null,
    platforms: manifest.images.length,
    layers: image.layers,
  };
}

/**
 * Deletes an image by its digest, and with it every tag that leads there; a dry run names them and deletes nothing. What its layers took
 * is free once the registry collects its garbage.
 * @param plan of the dry run that named the tags. A registry deletes on no condition (OCI distribution specification): a tag that is pushed
 *   in the moment between the look and the deletion goes too.
 * @throws AppError likewise, `registry_tags_changed` when other tags would go than the dry run has named, `registry_tags_many`,
 *   `registry_delete_off`, `class_closed`
 */
export async function removeRegistryImage(
  ctx: Ctx,
  { classId, repository, digest, dryRun, plan: shown }: ImageOf & { digest: string; dryRun: boolean; plan?: string | undefined },
): Promise<RemovedRegistryImage> {
  await staffClassFor(ctx, classId, 'registry.remove');
  const client = await clientOf(ctx, classId);
  const { names, more } = await client.tags(repository, registryLimits.tagsToDelete);
  if (more) throw new AppError('registry_tags_many');
  const leads = await mapLimited(names, registryLimits.atOnce, async (tag) => (await client.digest(repository, tag)) === digest);
  const tags = names.filter((_, at) => leads[at]);
  const plan = createHash('sha256')
    .update([digest, ...tags].join('\n'))
    .digest('hex');
  if (dryRun) return { tags, plan };
  if (tags.length === 0) throw new AppError('registry_image_missing');
  if (plan !== shown) throw new AppError('registry_tags_changed', { detail: tags.slice(0, 20).join(', ') });
  await client.remove(repository, digest);
  await ctx.audit.did(ctx, 'registry.remove', `class:${classId}`, { repository, digest, tags: tags.slice(0, 50) });
  return { tags, plan };
}

async function clientOf(ctx: Ctx, classId: string): Promise<RegistryClient> {
  const target = await ctx.classRegistry.of(classId);
  if (!target) throw new AppError('registry_not_set');
  return createRegistryClient(target);
}

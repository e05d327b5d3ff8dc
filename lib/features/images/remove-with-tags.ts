import { AppError, isAppError } from '@/lib/core/errors';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { RemovedImageDto } from '@/lib/shared/images';

/**
 * Removes an image with all its tags. Docker removes one of several tags at a time, and refuses only the last where a container uses the
 * image: who uses it is asked first, so that an image which stays keeps its tags.
 * @param force removes it also where containers that do not run use it
 * @throws AppError `image_in_use`, `image_not_found`
 */
export async function removeWithTags(
  engine: Pick<DockerEngine, 'images' | 'containers'>,
  ref: string,
  force: boolean,
): Promise<RemovedImageDto> {
  const { id, tags } = await engine.images.about(ref);
  if (!force && (await engine.containers.list()).some(({ imageId }) => imageId === id))
    throw new AppError('image_in_use', { params: { image: ref } });
  const removed: RemovedImageDto = { untagged: [], deleted: [] };
  const take = async (name: string): Promise<void> => {
    const { untagged, deleted } = await engine.images.remove(name, force);
    removed.untagged.push(...untagged);
    removed.deleted.push(...deleted);
  };
  for (const tag of tags) await take(tag);
  // An untagged one, or one that a digest of another repository holds.
  if (removed.deleted.length === 0)
    await take(id).catch((error: unknown) => {
      if (tags.length === 0 || !isAppError(error) || error.code !== 'image_not_found') throw error;
    });
  return removed;
}

import { isAppError } from '@/lib/core/errors';
import { canonicalReference } from '@/lib/gateways/docker/reference';
import type { ContainerAbout } from '@/lib/gateways/docker/engine/present-container-about';
import type { ImageAbout } from '@/lib/gateways/docker/engine/present-image-about';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { Look } from '../kind';

/** What Docker says of a node, asked once a look over the Engine API: no shell has a part in it. */
export const containersOf = (look: Look): Promise<ContainerDto[]> =>
  look.once('containers', async () => (await look.engine()).containers.list());

export const imagesOf = (look: Look): Promise<ImageDto[]> =>
  look.once('images', async () => (await look.engine()).images.list(await containersOf(look)));

/** An image by its name, never by the beginning of an id: a name that is none finds nothing. */
export const imageOf = (look: Look, ref: string): Promise<ImageAbout | null> =>
  look.once(`image ${ref}`, async () => {
    const wanted = canonicalReference(ref);
    const about = await found((await look.engine()).images.about(ref), 'image_not_found', 'image_reference_invalid');
    return about?.tags.some((tag) => canonicalReference(tag) === wanted) ? about : null;
  });

/** A container by its exact name, or its id. */
export const containerOf = (look: Look, name: string): Promise<ContainerAbout | null> =>
  look.once(`container ${name}`, async () => {
    const row = (await containersOf(look)).find((one) => one.name === name || one.id === name);
    return row ? found((await look.engine()).containers.about(row.id), 'container_not_found') : null;
  });

/** @returns null where the error is one of `codes`: there is nothing of this name. @throws the others */
async function found<T>(asked: Promise<T>, ...codes: string[]): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isAppError(error) && codes.includes(error.code)) return null;
    throw error;
  }
}

import { mapLimited } from '@/lib/core/async/limit';
import { isAppError } from '@/lib/core/errors';
import { registryLimits } from './limits';
import { createRegistryClient, type RegistryClient } from './registry-client';
import type { RegistryTarget } from './target';

/** What a tag leads to; null where the registry has nothing there that can be read. */
type TagFacts = { digest: string; sizeBytes: number; layers: number } | null;

export interface RegistryContents {
  repositories: Array<{ name: string; tags: Array<{ name: string; facts: TagFacts }> }>;
  /** There are more than these: of repositories, of tags, or of both. */
  more: boolean;
}

/**
 * The tags of a registry by their repositories, at most {@link registryLimits} of them. A repository whose last tag was deleted stays in the
 * catalog of a registry, and is left out.
 * @throws AppError as {@link RegistryClient} does
 */
export async function listContents(target: RegistryTarget): Promise<RegistryContents> {
  const client = createRegistryClient(target);
  const deadlineMs = performance.now() + registryLimits.listMs;
  const catalog = await client.repositories();
  const lists = await mapLimited(catalog.names, registryLimits.atOnce, async (name) => ({ name, ...(await client.tags(name)) }));
  const all = lists.flatMap(({ name, names }) => names.map((tag) => ({ repository: name, tag })));
  const found = await mapLimited(all.slice(0, registryLimits.images), registryLimits.atOnce, async (one) => ({
    ...one,
    facts: performance.now() > deadlineMs ? null : await factsOf(client, one),
  }));
  const byName = Map.groupBy(
    // One that was deleted meanwhile.
    found.filter(({ facts }) => facts !== 'gone'),
    ({ repository }) => repository,
  );
  return {
    repositories: [...byName].map(([name, tags]) => ({
      name,
      tags: tags.map(({ tag, facts }) => ({ name: tag, facts: facts === 'gone' ? null : facts })),
    })),
    more: catalog.more || lists.some(({ more }) => more) || all.length > registryLimits.images,
  };
}

/** What one image is does not keep the others from being listed. */
async function factsOf(client: RegistryClient, one: { repository: string; tag: string }): Promise<TagFacts | 'gone'> {
  try {
    const manifest = await client.manifest(one.repository, one.tag);
    if (!manifest) return 'gone';
    const layers = manifest.images[0]?.layers ?? [];
    return { digest: manifest.digest, sizeBytes: sizeOf(layers), layers: layers.length };
  } catch (error) {
    if (isAppError(error) && error.code === 'registry_error') return null;
    throw error;
  }
}

export const sizeOf = (layers: ReadonlyArray<{ sizeBytes: number }>): number =>
  layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

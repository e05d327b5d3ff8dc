import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { repositoryNameSchema, manifestDigestSchema, tagNameSchema } from '@/lib/shared/class-registry';
import { askRegistry, type RegistryAnswer } from './ask';
import { registryLimits } from './limits';
import type { RegistryTarget } from './target';

/** Names of a list that may be longer: then there are `more`. */
interface Names {
  names: string[];
  more: boolean;
}

/** The image of one platform. */
interface PlatformImage {
  configDigest: string;
  /** As they are stored, compressed; from the base up. */
  layers: Array<{ digest: string; sizeBytes: number }>;
}

interface ImageConfig {
  /** From the base up; null where it is no configuration of an image. */
  diffIds: string[] | null;
  createdAt: string | null;
  architecture: string | null;
  os: string | null;
}

/**
 * One registry by the nouns of its API (OCI distribution specification 1.1, "Endpoints"; the catalog is of CNCF Distribution). Each call
 * throws AppError `registry_unreachable`, `registry_error` for what is no answer of a registry, `registry_sign_in`.
 */
export interface RegistryClient {
  repositories(): Promise<Names>;
  /** @param max so many of them. */
  tags(repository: string, max?: number): Promise<Names>;
  /** What a tag leads to, whatever that is. @returns null where it has nothing of this name */
  digest(repository: string, tag: string): Promise<string | null>;
  /** @param reference a tag, or a digest. @returns null where it has nothing of this name; the platforms that are there otherwise */
  manifest(repository: string, reference: string): Promise<{ digest: string; images: PlatformImage[] } | null>;
  /** @returns null where it is gone */
  config(repository: string, digest: string): Promise<ImageConfig | null>;
  /** With all its tags. @throws AppError `registry_image_missing`, `registry_delete_off` */
  remove(repository: string, digest: string): Promise<void>;
}

const catalogSchema = z.object({ repositories: z.array(repositoryNameSchema).nullable() });
const tagsSchema = z.object({ tags: z.array(tagNameSchema).nullable() });
const sizeBytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const layerSchema = z.object({ digest: manifestDigestSchema, size: sizeBytes });
const manifestSchema = z.object({
  config: z.object({ digest: manifestDigestSchema }),
  layers: z.array(layerSchema).max(registryLimits.layers).default([]),
});
const platform = z.object({ os: z.string().optional() }).optional();
const indexSchema = z.object({
  manifests: z.array(z.object({ digest: manifestDigestSchema, platform })).max(registryLimits.platforms),
});
const wordSchema = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const configSchema = z.object({
  rootfs: z
    .object({ diff_ids: z.array(manifestDigestSchema).max(registryLimits.layers) })
    .nullable()
    .catch(null),
  created: z.iso.datetime({ offset: true }).nullable().catch(null),
  architecture: wordSchema.nullable().catch(null),
  os: wordSchema.nullable().catch(null),
});
const manifestTypes = [
  ...['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'],
  ...['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'],
].join(', ');

/** Asks over connections of the registry's own: one on a node is reached there. */
export function createRegistryClient(target: RegistryTarget): RegistryClient {
  /** @returns null for 404 */
  async function get(path: string, accept?: string): Promise<RegistryAnswer | null> {
    const answer = await askRegistry(target, path, { ...(accept !== undefined && { accept }) });
    if (answer.status === 404) return null;
    requireStatus(answer, 200);
    return answer;
  }

  async function list(path: string, max: number, read: (json: unknown) => string[]): Promise<Names> {
    const found = new Set<string>();
    for (let query: string | null = `?n=${registryLimits.pageSize}`; query !== null; ) {
      const answer = await get(`${path}${query}`);
      if (!answer) break;
      const before = found.size;
      for (const name of read(jsonOf(answer))) found.add(name);
      if (found.size > max) return { names: [...found].slice(0, max).sort(), more: true };
      // One that names a next page and has nothing new there would be asked for ever.
      query = found.size === before ? null : nextQuery(answer.headers.link);
    }
    // The specification orders them; CNCF Distribution 2 gives tags in the order of its disk.
    return { names: [...found].sort(), more: false };
  }

  async function imageOf(repository: string, digest: string): Promise<PlatformImage[]> {
    const answer = await get(`${pathOf(repository)}/manifests/${digest}`, manifestTypes);
    // Of a platform that was never pushed an index may tell, too.
    return answer ? platformImage(jsonOf(answer)) : [];
  }

  return {
    repositories: () =>
      list('/v2/_catalog', registryLimits.repositories, (json) => parsed(catalogSchema, json, 'catalog').repositories ?? []),
    tags: (repository, max = registryLimits.tagsPerRepository) =>
      list(`${pathOf(repository)}/tags/list`, max, (json) => parsed(tagsSchema, json, 'list of tags').tags ?? []),
    async digest(repository, tag) {
      const answer = await get(`${pathOf(repository)}/manifests/${encodeURIComponent(tag)}`, manifestTypes);
      return answer && digestOf(answer);
    },
    async manifest(repository, reference) {
      const answer = await get(`${pathOf(repository)}/manifests/${encodeURIComponent(reference)}`, manifestTypes);
      if (!answer) return null;
      const json = jsonOf(answer);
      const index = indexSchema.safeParse(json);
      const images: PlatformImage[] = [];
      if (index.success) {
        // An attestation is no image: its platform is "unknown" (BuildKit, attestation storage).
        for (const one of index.data.manifests.filter(({ platform: of }) => of?.os !== 'unknown'))
          images.push(...(await imageOf(repository, one.digest)));
      } else images.push(...platformImage(json));
      if (images.length === 0) throw new AppError('registry_error', { detail: 'A manifest that names no image.' });
      return { digest: digestOf(answer), images };
    },
    async config(repository, digest) {
      const answer = await get(`${pathOf(repository)}/blobs/${digest}`);
      const config = answer && configSchema.safeParse(jsonOf(answer)).data;
      if (!config) return null;
      const { rootfs, created, architecture, os } = config;
      return { diffIds: rootfs?.diff_ids ?? null, createdAt: timeOf(created), architecture, os };
    },
    async remove(repository, digest) {
      const answer = await askRegistry(target, `${pathOf(repository)}/manifests/${digest}`, { method: 'DELETE' });
      if (answer.status === 404) throw new AppError('registry_image_missing');
      // "If a registry does not support deletion": 400 or 405 (OCI distribution specification, "Content Management").
      if (answer.status === 405) throw new AppError('registry_delete_off');
      requireStatus(answer, 202);
    },
  };
}

const pathOf = (repository: string): string => `/v2/${repository.split('/').map(encodeURIComponent).join('/')}`;

/** @throws AppError */
function requireStatus({ status }: RegistryAnswer, wanted: number): void {
  if (status === wanted) return;
  throw new AppError(status === 401 || status === 403 ? 'registry_sign_in' : 'registry_error', { detail: `HTTP ${status}` });
}

function platformImage(json: unknown): PlatformImage[] {
  const manifest = manifestSchema.safeParse(json).data;
  if (!manifest) return [];
  const layers = manifest.layers.map(({ digest, size }) => ({ digest, sizeBytes: size }));
  return [{ configDigest: manifest.config.digest, layers }];
}

/** As the registry says it; its own answer's otherwise, which is the same. */
function digestOf({ headers, body }: RegistryAnswer): string {
  const said = manifestDigestSchema.safeParse(headers['docker-content-digest']);
  return said.data ?? `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

/**
 * What the next page is asked by (RFC 8288, `rel="next"`); null on the last one. Of the link its query alone counts: wherever it leads, the
 * panel asks this registry for this list.
 */
function nextQuery(link: string | string[] | undefined): string | null {
  const [, reference] = /^\s*<([^<>]{1,2000})>\s*;\s*rel="?next"?/.exec(String(link ?? '')) ?? [];
  return (reference !== undefined && URL.parse(reference, 'http://registry')?.search) || null;
}

/** Docker writes the first day of year 1 where an image does not say. */
function timeOf(created: string | null): string | null {
  const ms = Date.parse(created ?? '');
  return ms > 0 ? new Date(ms).toISOString() : null;
}

function parsed<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const { data, success } = schema.safeParse(json);
  if (!success) throw new AppError('registry_error', { detail: `A ${what} that is none.` });
  return data;
}

function jsonOf({ body }: RegistryAnswer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new AppError('registry_error', { detail: 'An answer that is no JSON.', cause: error });
  }
}

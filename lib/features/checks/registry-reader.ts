import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { RegistryImage, RegistryReader } from './kind';

const answerMaxBytes = 1024 * 1024;
const answerMs = 4_000;
const digest = z.string().regex(/^sha256:[a-f0-9]{64}$/);
const platform = z.object({ architecture: z.string().optional(), os: z.string().optional() }).optional();
const manifestSchema = z.object({ config: z.object({ digest }) });
const indexSchema = z.object({ manifests: z.array(z.object({ digest, platform })).max(64) });
const configSchema = z.object({ rootfs: z.object({ diff_ids: z.array(digest).max(256) }) });
const accepted = [
  ...['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'],
  ...['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'],
].join(', ');

/** Asks a registry over HTTP from the panel (OCI distribution specification, "pull"). */
export const registryByHttp: RegistryReader = {
  async read({ host, port }, repository, tag) {
    const base = `http://${host.includes(':') ? `[${host}]` : host}:${port}/v2/${repository.split('/').map(encodeURIComponent).join('/')}`;
    const top = await get(`${base}/manifests/${encodeURIComponent(tag)}`);
    if (!top) return null;
    const index = indexSchema.safeParse(top.json);
    const all = index.success
      ? // An attestation is no image: its platform is "unknown" (BuildKit, attestation storage).
        index.data.manifests.filter((one) => one.platform?.os !== 'unknown').map((one) => one.digest)
      : [null];
    const diffIds: RegistryImage['diffIds'] = [];
    for (const one of all) {
      const manifest = manifestSchema.safeParse(one === null ? top.json : (await get(`${base}/manifests/${one}`))?.json);
      // Of a platform that was never pushed an index may tell, too.
      if (!manifest.success) continue;
      const config = configSchema.safeParse((await get(`${base}/blobs/${manifest.data.config.digest}`))?.json);
      if (config.success) diffIds.push(config.data.rootfs.diff_ids);
    }
    if (diffIds.length === 0) throw new AppError('registry_error', { detail: 'A manifest that names no image.' });
    return { digest: top.digest, diffIds };
  },
};

async function get(url: string): Promise<{ json: unknown; digest: string } | null> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: accepted }, signal: AbortSignal.timeout(answerMs) });
  } catch (error) {
    throw new AppError('registry_unreachable', { detail: (error as Error).message, cause: error });
  }
  if (response.status === 404) return null;
  if (!response.ok) throw new AppError('registry_error', { detail: `HTTP ${response.status}` });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerMaxBytes) throw new AppError('registry_error', { detail: 'A manifest of more than 1 MiB.' });
    chunks.push(chunk);
  }
  try {
    return { json: JSON.parse(Buffer.concat(chunks).toString()), digest: response.headers.get('docker-content-digest') ?? '' };
  } catch (error) {
    throw new AppError('registry_error', { detail: 'A manifest that is no JSON.', cause: error });
  }
}

import { type IncomingMessage, request } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { AppError, isAppError } from '@/lib/core/errors';
import type { RegistryTarget } from '@/lib/gateways/registry/target';
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

/** Asks a registry over HTTP, over a connection of the registry's own (OCI distribution specification, "pull"): one on a node is reached there. */
export const registryByHttp: RegistryReader = {
  async read(registry, repository, tag) {
    const base = `/v2/${repository.split('/').map(encodeURIComponent).join('/')}`;
    const get = (path: string) => ask(registry, path);
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

async function ask(registry: RegistryTarget, path: string): Promise<{ json: unknown; digest: string } | null> {
  const { host, port, signIn } = registry;
  let connection: Duplex | null = null;
  try {
    const opened = await registry.open();
    connection = opened;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({
        ...{ path, createConnection: () => opened, signal: AbortSignal.timeout(answerMs) },
        headers: { accept: accepted, host: `${isIPv6(host) ? `[${host}]` : host}:${port}`, connection: 'close' },
        ...(signIn && { auth: `${signIn.user}:${signIn.password}` }),
      });
      asked.once('response', resolve).once('error', reject).end();
    });
    if (response.statusCode === 404) return null;
    if (response.statusCode !== 200) throw new AppError('registry_error', { detail: `HTTP ${response.statusCode}` });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += chunk.length;
      if (size > answerMaxBytes) throw new AppError('registry_error', { detail: 'A manifest of more than 1 MiB.' });
      chunks.push(chunk);
    }
    const digests = response.headers['docker-content-digest'];
    return { json: parseJson(Buffer.concat(chunks).toString()), digest: String(digests ?? '') };
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError('registry_unreachable', { detail: (error as Error).message, cause: error });
  } finally {
    connection?.destroy();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('registry_error', { detail: 'A manifest that is no JSON.', cause: error });
  }
}

import { AppError } from '@/lib/core/errors';
import { createRegistryClient } from '@/lib/gateways/registry/registry-client';
import type { RegistryImage, RegistryReader } from './kind';

/** Asks a registry over HTTP. */
export const registryByHttp: RegistryReader = {
  async read(registry, repository, tag) {
    const client = createRegistryClient(registry);
    const manifest = await client.manifest(repository, tag);
    if (!manifest) return null;
    const diffIds: RegistryImage['diffIds'] = [];
    for (const { configDigest } of manifest.images) {
      const config = await client.config(repository, configDigest);
      if (config?.diffIds) diffIds.push(config.diffIds);
    }
    if (diffIds.length === 0) throw new AppError('registry_error', { detail: 'A manifest that names no image.' });
    return { digest: manifest.digest, diffIds };
  },
};

import { z } from 'zod';
import { isAppError } from '@/lib/core/errors';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';

const text = z
  .string()
  .max(64 * 1024)
  .catch('');
const historySchema = z.object({
  created_by: text.default(''),
  comment: text.default(''),
  author: text.default(''),
  empty_layer: z.boolean().catch(false).default(false),
});
const configSchema = z.object({
  rootfs: z.object({ diff_ids: z.array(z.string().max(200)).max(1000) }),
  history: z.array(historySchema).max(2000),
});
const manifestSchema = z.object({ config: z.object({ digest: z.string().max(200) }) });
const indexSchema = z.object({ manifests: z.array(z.object({ digest: z.string().max(200) })).max(64) });

/** One row of the history in an image's configuration (OCI image spec, config.md), from the base up. */
export interface ConfigRow {
  createdBy: string;
  comment: string;
  author: string;
  empty: boolean;
}

const isDigest = (value: string): boolean => /^sha256:[0-9a-f]{64}$/.test(value);

async function readJson(files: NodeFiles, folder: string, digest: string): Promise<unknown> {
  if (!isDigest(digest)) return null;
  try {
    return JSON.parse((await files.readFile(`${folder}/${digest.slice(7)}`, { maxBytes: 1024 * 1024 })).toString('utf8'));
  } catch (error) {
    if (isAppError(error) && error.code === 'node_lost') throw error;
    return null;
  }
}

/**
 * The history in an image's own configuration, which says exactly which rows made a layer. With overlay2 the image's id is the digest of
 * its configuration; with the containerd store it is that of a manifest, or of an index of them.
 * @param folder where files named by digest lie. @param diffIds as the Engine says: a configuration with others is another image's
 * @returns null when it cannot be read. Throws only when the connection is lost.
 */
export async function readConfigHistory(
  files: NodeFiles,
  folder: string,
  imageId: string,
  diffIds: readonly string[],
): Promise<ConfigRow[] | null> {
  const pending = [imageId];
  // An index, its manifests, their configurations: no more is ever needed.
  for (let reads = 0; pending.length > 0 && reads < 32; reads++) {
    const value = await readJson(files, folder, pending.shift() ?? '');
    const config = configSchema.safeParse(value);
    if (config.success) {
      if (config.data.rootfs.diff_ids.join() !== diffIds.join()) continue;
      return config.data.history.map((row) => ({
        createdBy: row.created_by,
        comment: row.comment,
        author: row.author,
        empty: row.empty_layer,
      }));
    }
    const manifest = manifestSchema.safeParse(value);
    if (manifest.success) pending.unshift(manifest.data.config.digest);
    const index = indexSchema.safeParse(value);
    if (index.success) pending.push(...index.data.manifests.map((entry) => entry.digest));
  }
  return null;
}

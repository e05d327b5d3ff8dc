import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { auditContainer, type ContainerRef } from '@/lib/features/containers/container-ref';
import { directoriesOf } from '@/lib/features/layers/container-directories';
import { getLayerMap } from '@/lib/features/layers/layers';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { PathStat } from '@/lib/gateways/docker/engine/container-files';
import type { TarHead } from '@/lib/gateways/docker/engine/tar';
import type { FileEntry, FileLook, FileText, FileType, SavedText } from '@/lib/shared/container-files';
import { baseName, fileLimits, parentOf } from '@/lib/shared/file-names';
import { listOnNode, type NodeListing } from './list-on-node';
import { namedEntry } from './name-of-bytes';

/** A path of a container. */
export type FileRef = ContainerRef & { path: string };

/** Where `path` leads, and what is there: a link at its end is followed. @throws AppError `file_not_found` */
export async function findFile(engine: DockerEngine, container: string, path: string): Promise<{ path: string; stat: PathStat }> {
  const stat = await engine.files.stat(container, path);
  if (!stat) throw new AppError('file_not_found', { params: { path } });
  if (stat.target === null) return { path, stat };
  // Docker has followed every link by then: one that still stands there leads nowhere.
  const behind = await engine.files.stat(container, stat.target);
  if (!behind || behind.type === 'link') throw new AppError('file_not_found', { params: { path } });
  return { path: stat.target, stat: behind };
}

/** What is at a path, and of a directory what lies in it. @throws AppError `file_not_found`, `container_not_found` */
export async function lookAtFile(ctx: Ctx, { node: ref, container, path: asked }: FileRef): Promise<FileLook> {
  const node = await getNodeFor(ctx, ref, 'container.files');
  const engine = await ctx.fleet.engine(node.id);
  const { path, stat } = await findFile(engine, container, asked);
  const { type, mode, sizeBytes, mtimeMs } = stat;
  const what = { path, type, mode, sizeBytes, mtime: new Date(mtimeMs).toISOString() };
  if (type !== 'directory') return { ...what, items: null, total: 0, isComplete: true };
  const { items, isComplete } =
    (await listByLayers(ctx, engine, { node: node.id, container, path })) ?? (await listByArchive(engine, container, path));
  items.sort((a, b) => Number(b.type === 'directory') - Number(a.type === 'directory') || (a.name < b.name ? -1 : 1));
  const shown = items.slice(0, fileLimits.entriesMax);
  return { ...what, items: shown, total: items.length, isComplete: isComplete && shown.length === items.length };
}

/** As root of the node (docs/decisions/053-files-of-a-container.md). @returns null where that is not possible */
async function listByLayers(ctx: Ctx, engine: DockerEngine, { node, container, path }: FileRef): Promise<NodeListing | null> {
  try {
    const root = await ctx.fleet.root(node);
    const { id, pid, mounts } = await engine.containers.about(container);
    // Volumes of one that does not run are mounted nowhere.
    if (pid === null && mounts.some((mount) => path === mount || path.startsWith(`${mount}/`))) return null;
    const directories = directoriesOf(await getLayerMap(ctx, { node }), id);
    return directories && (await listOnNode(root, directories, pid, path));
  } catch (error) {
    if (!isAppError(error) || error.code === 'node_lost' || error.code === 'container_not_found') throw error;
    // Whatever stands in the way of being root there, Docker itself can still be asked.
    return null;
  }
}

async function listByArchive(engine: DockerEngine, container: string, path: string): Promise<NodeListing> {
  const { heads, isComplete } = await engine.files.list(container, path);
  return { items: heads.map(entryOf), isComplete };
}

const typesOfTar: Record<TarHead['type'], FileType> = {
  ...{ file: 'file', hardlink: 'file', directory: 'directory', link: 'link', device: 'device', pipe: 'pipe', other: 'socket' },
};

function entryOf({ name, type, mode, uid, gid, size, mtimeMs, target }: TarHead): FileEntry {
  return {
    ...namedEntry(name),
    ...{ type: typesOfTar[type], mode, uid, gid, sizeBytes: size, mtime: new Date(mtimeMs).toISOString() },
    target: type === 'link' && target ? namedEntry(target).name : null,
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Text as an editor gives it back byte for byte; null for what is none: a zero byte, or no UTF-8. */
function textOf(bytes: Buffer): string | null {
  const { name, isText } = namedEntry(bytes);
  return isText && !bytes.includes(0) ? name : null;
}

async function readText(engine: DockerEngine, container: string, path: string): Promise<{ head: TarHead; bytes: Buffer | null }> {
  const leave = new AbortController();
  try {
    const { head, content } = await engine.files.open(container, path, leave.signal);
    return { head, bytes: head.size > fileLimits.textMaxBytes ? null : await buffer(content) };
  } finally {
    leave.abort();
  }
}

/** The text of a small file. @throws AppError `file_not_found`, `file_not_regular` */
export async function getFileText(ctx: Ctx, { node: ref, container, path: asked }: FileRef): Promise<FileText> {
  const node = await getNodeFor(ctx, ref, 'container.files');
  const engine = await ctx.fleet.engine(node.id);
  const { path } = await findFile(engine, container, asked);
  const { head, bytes } = await readText(engine, container, path);
  const text = bytes && textOf(bytes);
  return {
    ...{ path, mode: head.mode, uid: head.uid, gid: head.gid, sizeBytes: head.size, text },
    notShown: text !== null ? null : bytes ? 'binary' : 'large',
    version: text !== null && bytes ? hashOf(bytes) : null,
  };
}

/**
 * Writes another text into a file that is there; it keeps its permissions and its owner.
 * @param version what the writer has read. @throws AppError `file_changed` when it is another by now, `file_not_text`, `file_read_only` …
 */
export async function saveFileText(
  ctx: Ctx,
  { node: ref, container, path, version, text }: FileRef & { version: string; text: Uint8Array },
): Promise<SavedText> {
  const node = await getNodeFor(ctx, ref, 'container.edit-file');
  const bytes = Buffer.from(text);
  if (textOf(bytes) === null) throw new AppError('file_not_text');
  const engine = await ctx.fleet.engine(node.id);
  const before = await readText(engine, container, path);
  if (!before.bytes || hashOf(before.bytes) !== version) throw new AppError('file_changed', { params: { path } });
  const { mode, uid, gid } = before.head;
  const head = { name: baseName(path), mode, uid, gid, size: bytes.length, mtimeMs: ctx.now().getTime() };
  await engine.files.write(container, parentOf(path), head, once(bytes));
  await auditContainer(ctx, 'container.edit-file', node.id, container, { path });
  return { path, version: hashOf(bytes) };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

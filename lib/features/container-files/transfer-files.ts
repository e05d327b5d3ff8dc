import { nodeStreamOf, webStreamOf } from '@/lib/core/bytes/web-stream';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { auditContainer } from '@/lib/features/containers/container-ref';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Uploaded } from '@/lib/shared/container-files';
import { baseName, parentOf } from '@/lib/shared/file-names';
import { type FileRef, findFile } from './container-files';

interface Download {
  fileName: string;
  stream: ReadableStream<Uint8Array>;
  sizeBytes?: number;
}

/**
 * A file as it is, sent as the node sends it, no faster than it is read. Nothing of it is kept here.
 * @param signal fires when the reader goes away; the node stops then. @throws AppError `file_not_found`, `file_not_regular`
 */
export async function downloadFile(
  ctx: Ctx,
  { node: ref, container, path: asked, signal }: FileRef & { signal: AbortSignal },
): Promise<Download> {
  const node = await getNodeFor(ctx, ref, 'container.download');
  const engine = await ctx.fleet.engine(node.id);
  const { path } = await findFile(engine, container, asked);
  const { head, content } = await engine.files.open(container, path, signal, 'archive');
  await auditContainer(ctx, 'container.download', node.id, container, { path });
  return { fileName: baseName(asked), stream: webStreamOf(content), sizeBytes: head.size };
}

/** A directory as the tar archive that Docker sends of it. @throws AppError `file_not_found`, `file_not_directory` */
export async function downloadDirectory(
  ctx: Ctx,
  { node: ref, container, path: asked, signal }: FileRef & { signal: AbortSignal },
): Promise<Download> {
  const node = await getNodeFor(ctx, ref, 'container.download');
  const engine = await ctx.fleet.engine(node.id);
  const { path, stat } = await findFile(engine, container, asked);
  if (stat.type !== 'directory') throw new AppError('file_not_directory', { params: { path } });
  const archive = await engine.files.archive(container, path, signal);
  await auditContainer(ctx, 'container.download', node.id, container, { path });
  return { fileName: `${baseName(path) || container}.tar`, stream: webStreamOf(archive) };
}

/** Of a file that was not there before: `docker cp` makes it root's, too. */
const newFile = { mode: 0o644, uid: 0, gid: 0 };

/**
 * Writes a file of any length, passed on as fast as the node takes it. One that is replaced keeps its permissions and its owner. Where the
 * sender goes away in the middle, what had come of it stays in the container.
 * @throws AppError `file_exists` without `replace`, `file_not_found` without the directory, `file_read_only`, `disk_full`, `cancelled`
 */
export async function uploadFile(
  ctx: Ctx,
  asked: FileRef & { sizeBytes: number; replace: boolean; content: ReadableStream<Uint8Array> },
): Promise<Uploaded> {
  const { node: ref, container, path, sizeBytes, replace, content } = asked;
  const node = await getNodeFor(ctx, ref, 'container.upload');
  const engine = await ctx.fleet.engine(node.id);
  const there = await engine.files.stat(container, path);
  if (there && there.type !== 'file') throw new AppError('file_not_regular', { params: { path } });
  if (there && !replace) throw new AppError('file_exists', { params: { path } });
  const directory = await findFile(engine, container, parentOf(path));
  if (directory.stat.type !== 'directory') throw new AppError('file_not_directory', { params: { path } });
  const owner = there ? await ownerOf(ctx, node.id, container, path) : newFile;
  const head = { name: baseName(path), ...owner, size: sizeBytes, mtimeMs: ctx.now().getTime() };
  await engine.files.write(container, directory.path, head, nodeStreamOf(content));
  await auditContainer(ctx, 'container.upload', node.id, container, { path, sizeBytes });
  return { path, sizeBytes };
}

async function ownerOf(ctx: Ctx, nodeId: string, container: string, path: string): Promise<typeof newFile> {
  const leave = new AbortController();
  try {
    const { head } = await (await ctx.fleet.engine(nodeId)).files.open(container, path, leave.signal);
    return { mode: head.mode, uid: head.uid, gid: head.gid };
  } finally {
    leave.abort();
  }
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Extract, extract, type Header, type Pack, pack } from 'tar-stream';
import { AppError, isAppError } from '@/lib/core/errors';
import { contextMaxBytes, contextMaxEntries } from '@/lib/shared/builds';

/** Devices and pipes have no place in the context of an image. */
const allowed: ReadonlySet<Header['type']> = new Set<Header['type']>(['file', 'contiguous-file', 'link', 'symlink', 'directory']);

/** Archives of tar(1) before ustar do not name their format (tar-stream README, `allowUnknownFormat`; its types lack it). */
const readingOptions: NonNullable<Parameters<typeof extract>[0]> & { allowUnknownFormat: boolean } = { allowUnknownFormat: true };

/**
 * The context of a build, checked as it comes. Each entry of the tar archive is checked, then written anew: the node reads exactly what was
 * checked, whatever another reader would make of the original. A name may neither be absolute nor lead out by `..`, nor through a symbolic
 * link of the same archive; neither may a hard link. A symbolic link may point anywhere: it is a part of an image, and Docker resolves it
 * within the context. No more is read of `context` than is read of the result, and closing the result closes it.
 * @returns a tar archive. It fails with AppError `build_context_invalid`, `build_context_unsafe`, `build_context_too_large`, or `cancelled`
 *   when `context` fails.
 */
export function guardContext(
  context: Readable,
  { maxBytes = contextMaxBytes, maxEntries = contextMaxEntries }: { maxBytes?: number; maxEntries?: number } = {},
): Readable {
  const parser = extract(readingOptions);
  const checked = pack();
  Promise.all([pipeline(withinLimit(context, maxBytes), parser), copyEntries(parser, checked, maxEntries)]).catch(
    (error: unknown) => checked.destroy(isAppError(error) ? error : new AppError('build_context_invalid', { cause: error })),
  );
  const archive = Readable.from(checked, { objectMode: false });
  archive.once('close', () => context.destroy());
  return archive;
}

/** @throws AppError `build_context_too_large`, `cancelled` */
async function* withinLimit(context: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const piece of context as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > maxBytes) throw new AppError('build_context_too_large');
      yield piece;
    }
  } catch (error) {
    throw isAppError(error) ? error : new AppError('cancelled', { cause: error });
  }
}

async function copyEntries(from: Extract, to: Pack, maxEntries: number): Promise<void> {
  const links = new Set<string>();
  let entries = 0;
  for await (const entry of from) {
    if (++entries > maxEntries) throw new AppError('build_context_too_large');
    checkEntry(entry.header, links);
    await pipeline(entry, to.entry(entry.header));
  }
  if (entries === 0) throw new AppError('build_context_invalid');
  to.finalize();
}

/** @param links paths of the symbolic links so far; this entry's is added or removed. @throws AppError */
function checkEntry({ type, name, linkname, pax }: Header, links: Set<string>): void {
  // Of a sparse file the name and the size are in records of GNU tar.
  if (Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse'))) throw new AppError('build_context_invalid');
  // What is no UTF-8 would have another name on the node.
  if (name.includes('\ufffd') || linkname?.includes('\ufffd')) throw new AppError('build_context_invalid');
  const path = partsWithin(name);
  if (path === null || !allowed.has(type)) throw unsafe(name);
  const target = type === 'link' ? partsWithin(linkname ?? '') : [];
  if (target === null) throw unsafe(linkname ?? '');
  for (const parts of [path, target])
    for (let depth = 1; depth < parts.length; depth++) if (links.has(parts.slice(0, depth).join('/'))) throw unsafe(name);
  if (type === 'symlink') links.add(path.join('/'));
  else links.delete(path.join('/'));
}

const unsafe = (name: string): AppError => new AppError('build_context_unsafe', { detail: name.slice(0, 200) });

/** The parts of a path below the context's root; null for one that leaves it. */
function partsWithin(name: string): string[] | null {
  if (name === '' || name.startsWith('/') || name.includes('\0')) return null;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : parts;
}

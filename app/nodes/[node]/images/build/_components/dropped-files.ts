import type { ContextFile } from './build-form';

/** As many as the panel takes (`contextMaxEntries`). */
const filesMax = 100_000;

/** What was dropped: files, and all that is in folders. One folder alone is the context itself, so its name is no part of the paths. */
export async function droppedFiles(dropped: DataTransfer): Promise<ContextFile[]> {
  // Read at once: after the event there is nothing left of it.
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [only, another] = entries;
  const files: ContextFile[] = [];
  if (only?.isDirectory && !another) {
    for (const entry of await childrenOf(only as FileSystemDirectoryEntry)) await collect(entry, '', files);
  } else for (const entry of entries) await collect(entry, '', files);
  return files;
}

async function collect(entry: FileSystemEntry, folder: string, files: ContextFile[]): Promise<void> {
  if (files.length >= filesMax) return;
  const path = `${folder}${entry.name}`;
  if (entry.isDirectory) {
    for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await collect(child, `${path}/`, files);
    return;
  }
  files.push({ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
}

/** A reader gives them a hundred at a time, and none at the end (File and Directory Entries API). */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}

import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArchiveLimits } from './archive';
import { courseLimits } from './schema';
import { type CourseIssue, issueAt, startOf } from './issue';

/**
 * The files of a course's folder by their paths in it. Links are refused, never followed; names that begin with a dot (an editor's, a
 * system's) are left out.
 * @throws Error of the system when the folder itself cannot be read
 */
export async function readFolder(
  folder: string,
  limits: ArchiveLimits = courseLimits,
): Promise<{ files: Map<string, Uint8Array>; issues: CourseIssue[] }> {
  const files = new Map<string, Uint8Array>();
  const issues: CourseIssue[] = [];
  let bytes = 0;
  const take = async (inside: string): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.name.startsWith('.') && !limits.keeps?.has(entry.name)) continue;
      if (entry.isDirectory()) await take(name);
      else if (!entry.isFile())
        issues.push(issueAt(startOf(name), 'path', 'This is a link or a device. A course holds files only.'));
      else {
        const full = path.join(folder, name);
        bytes += (await lstat(full)).size;
        // What is too much is not read at all.
        if (bytes > limits.bytes || files.size >= limits.files)
          issues.push(issueAt(startOf(name), 'size', `The course has more than ${limits.files} files or ${limits.bytes} bytes.`));
        if (issues.some(({ code }) => code === 'size')) return;
        files.set(name, new Uint8Array(await readFile(full)));
      }
    }
  };
  await take('');
  return { files, issues };
}

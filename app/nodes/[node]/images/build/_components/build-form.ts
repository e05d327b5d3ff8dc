import { readDockerIgnore } from '@/lib/shared/docker-ignore';
import { shellWord } from '@/lib/shared/shell-words';
import { tarOf } from '@/lib/shared/tar';
import type { BuildQuery } from '@/app/_api/hooks/builds';

/** A file of the context, by its path in it. */
export interface ContextFile {
  path: string;
  file: File;
}

export interface BuildValues {
  tag: string;
  /** What is in it; with an archive, its path there. */
  dockerfile: string;
  path: string;
  target: string;
  /** `NAME=value`, one per line. */
  args: string;
  noCache: boolean;
}

/** Empty lines do not count. @returns its name and its value; without `=` an empty one, which Docker takes as it is */
function argsOf(text: string): Array<[string, string]> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1)];
  });
}

/** The query that stands for what is filled in. @param hasArchive the Dockerfile is in it, by its path */
export function queryOf({ tag, path, target, args, noCache }: BuildValues, hasArchive: boolean) {
  return {
    tag: tag.trim(),
    ...(hasArchive && { dockerfile: path.trim() }),
    ...(target.trim() !== '' && { target: target.trim() }),
    noCache: String(noCache),
    buildArgs: JSON.stringify(Object.fromEntries(argsOf(args))),
  } satisfies BuildQuery;
}

/**
 * The line a person would type in the folder of the files, or beside the archive.
 * @param archive its name; null: files
 */
export function buildCommand(values: BuildValues, archive: string | null): string {
  const { tag, target, noCache, args, path } = values;
  const words = ['docker', 'build', '-t', tag.trim() || 'NAME:TAG'];
  if (archive !== null && path.trim() !== 'Dockerfile') words.push('-f', path.trim() || 'Dockerfile');
  if (target.trim() !== '') words.push('--target', target.trim());
  if (noCache) words.push('--no-cache');
  for (const [name, value] of argsOf(args)) words.push('--build-arg', `${name}=${value}`);
  const line = words.map(shellWord).join(' ');
  return archive === null ? `${line} .` : `${line} - < ${shellWord(archive)}`;
}

/** What is in the `.dockerignore`; null where it cannot be read: files that change on the disk after they were chosen cannot (File API, "Errors"). */
export async function ignoreOf(files: readonly ContextFile[]): Promise<string | null> {
  const chosen = files.find(({ path }) => path === '.dockerignore');
  return chosen ? chosen.file.text().catch(() => null) : '';
}

/**
 * The context: the Dockerfile that was written, and the files without those that `.dockerignore` leaves out. A browser knows no modes: as
 * Docker does on Windows, all may be run.
 */
export function contextOf(dockerfile: string, files: readonly ContextFile[], ignore: string): Blob {
  const isSent = readDockerIgnore(ignore);
  const sent = files.filter(({ path }) => isSent(path));
  return tarOf([
    { path: 'Dockerfile', content: new Blob([dockerfile]) },
    ...sent.map(({ path, file }) => ({ path, content: file, isExecutable: true })),
  ]);
}

/** Files by their paths, later ones in place of earlier ones. */
export function withFiles(held: readonly ContextFile[], added: readonly ContextFile[]): ContextFile[] {
  const files = new Map([...held, ...added].map((one) => [one.path, one]));
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of a chosen folder its own name is no part of the paths: the folder is the context. */
export const pathOf = (file: File): string => (file.webkitRelativePath ?? '').split('/').slice(1).join('/') || file.name;

/** The line that Docker names in the error of a Dockerfile, from 1 on; null where it names none. */
export function lineOfError(detail: string | null): number | null {
  const line = /dockerfile parse error (?:on )?line (\d+)|^Dockerfile:(\d+)/im.exec(detail ?? '');
  return line ? Number(line[1] ?? line[2]) : null;
}

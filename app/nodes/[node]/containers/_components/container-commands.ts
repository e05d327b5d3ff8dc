import { dockerCommand } from '@/app/_components/format';
import type { CommitContainer, LimitContainer } from '@/lib/shared/containers';

/** The lines a person would type for what the panel does to a container. */

export const killCommand = (name: string, signal: string): string =>
  signal === 'SIGKILL' ? dockerCommand('kill', name) : dockerCommand('kill', '-s', signal.replace(/^SIG/, ''), name);

/** @param argv empty while nothing is filled in */
export const execCommand = (name: string, argv: readonly string[]): string =>
  dockerCommand('exec', '-it', name, ...(argv.length > 0 ? argv : ['COMMAND']));

export const attachCommand = (name: string): string => dockerCommand('attach', name);

export const renameCommand = (name: string, next: string): string => dockerCommand('rename', name, next || 'NEW_NAME');

export const mebibyte = 1024 * 1024;

/** With the swap that goes with a limit of memory. */
export function limitCommand(name: string, { memoryBytes, cpus, pids, restart }: LimitContainer): string {
  const words: string[] = ['update'];
  if (memoryBytes !== undefined && !Number.isNaN(memoryBytes))
    words.push('--memory', `${memoryBytes / mebibyte}m`, '--memory-swap', `${(2 * memoryBytes) / mebibyte}m`);
  if (cpus !== undefined && !Number.isNaN(cpus)) words.push('--cpus', String(cpus));
  if (pids !== undefined && !Number.isNaN(pids)) words.push('--pids-limit', String(pids ?? -1));
  if (restart !== undefined) words.push('--restart', restart);
  return dockerCommand(...words, name);
}

export function commitCommand(name: string, { image, author, message, pause }: CommitContainer): string {
  const words: string[] = ['commit'];
  if (author) words.push('-a', author);
  if (message) words.push('-m', message);
  if (!pause) words.push('--pause=false');
  return dockerCommand(...words, name, image || 'IMAGE');
}

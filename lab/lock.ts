import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs `work` while no other process of this machine does the same.
 *
 * flock(1) holds the lock in a child that lives as long as its standard input stays open. The kernel closes that when this process
 * ends in any way, kill -9 included: a stale lock cannot be, and nobody has to judge whether an old process number is still the same
 * process. The file stays; it is the lock on it that counts.
 * @throws Error when flock(1) cannot run.
 */
export async function withLock<T>(file: string, work: () => Promise<T> | T): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      holder.once('error', reject);
      holder.once('close', (code) => reject(new Error(`flock ${file} ended with ${code}`)));
      holder.stdout.once('data', () => resolve());
    });
    return await work();
  } finally {
    holder.stdin.destroy();
    holder.stdout.destroy();
  }
}

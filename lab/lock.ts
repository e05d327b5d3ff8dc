import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from './host';

/**
 * Runs `work` while no other process of this machine does the same. A lock whose holder is gone is taken over.
 * @param file where the holder's process number is kept. @throws Error after 20 minutes of waiting.
 */
export async function withLock<T>(file: string, work: () => Promise<T> | T): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  await waitFor(`the lock ${file} (held by another lab command)`, 1_200_000, () => take(file));
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = readHolder(file);
    // Removing a dead holder's file and creating ours are two steps; `wx` at the next try decides who was first.
    if (holder !== null && !isAlive(holder)) rmSync(file, { force: true });
    return false;
  }
}

function readHolder(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

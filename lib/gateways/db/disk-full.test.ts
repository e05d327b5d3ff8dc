import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storageProblems } from '@/lib/gateways/data-directory/free-space';
import { codeOf, presentError } from '@/lib/core/present-error';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { copyMigrated } from '@/lib/testing/migrated-database';
import { createDb } from './create-db';
import type { Db } from './db';

let directory: string;
let db: Db;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'berth-full-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const entry = (by: Pick<Db, 'auditEntry'>, id: string) =>
  by.auditEntry.create({ data: { id, at: new Date(), action: 'x', outcome: 'allowed', detail: 'y'.repeat(5_000) } });
async function until(fails: (i: number) => Promise<unknown>): Promise<unknown> {
  for (let i = 0; i < 2_000; i++) {
    try {
      await fails(i);
    } catch (error) {
      return error;
    }
  }
  return null;
}

async function open(where: string): Promise<void> {
  await copyMigrated(path.join(where, 'berth.db'));
  db = await createDb(`file:${where}/berth.db`);
}

test('a database that may not grow refuses writes with a code of its own, reads on, and goes on when it may', async () => {
  await open(directory);
  const limit = (pages: number) => db.$queryRawUnsafe(`PRAGMA max_page_count = ${pages}`);
  await entry(db, 'before');
  await limit(1);
  const error = await until((i) => entry(db, `a${i}`));
  const shown = presentError(new Error('A feature failed.', { cause: error }), {
    locale: 'en',
    requestId: 'r',
    log: createMemoryLog(),
  });
  expect(shown).toMatchObject({ code: 'panel_disk_full', status: 507 });
  expect(await db.auditEntry.count()).toBeGreaterThan(0);
  await limit(1_000_000);
  await entry(db, 'after');
  await db.$queryRawUnsafe('PRAGMA query_only = 1');
  expect(codeOf(await entry(db, 'read-only').catch((e: unknown) => e))).toBe('panel_disk_full');
  await db.$disconnect();
});

test('a row that is there already is a conflict, where its feature does not say it better', async () => {
  await open(directory);
  await entry(db, 'once');
  expect(codeOf(await entry(db, 'once').catch((e: unknown) => e))).toBe('conflict');
  await db.$disconnect();
});

/** A small file system of its own, where this account may mount one. */
function smallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', directory], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a full disk: writes and transactions are refused, nothing hangs, and with room everything goes on', async ({ skip }) => {
  if (!smallDisk()) skip('mounting needs root');
  try {
    mkdirSync(path.join(directory, 'data'));
    await open(path.join(directory, 'data'));
    const file = path.join(directory, 'data', 'berth.db');
    expect(await storageProblems(file)).toEqual([]);
    const filling = path.join(directory, 'filling');
    expect(() => writeFileSync(filling, Buffer.alloc(8 * 1024 * 1024))).toThrow('ENOSPC');
    expect(await storageProblems(file)).toEqual(['panel_disk_full']);
    expect(codeOf(await until((i) => entry(db, `a${i}`)))).toBe('panel_disk_full');
    const inTransaction = (i: number) =>
      db.$transaction(async (tx) => {
        await tx.auditEntry.count();
        await entry(tx as Db, `t${i}`);
      });
    expect(codeOf(await until(inTransaction))).toBe('panel_disk_full');
    const kept = await db.auditEntry.count();
    rmSync(filling);
    await inTransaction(5_000);
    await entry(db, 'after');
    expect(await db.auditEntry.count()).toBe(kept + 2);
  } finally {
    await db?.$disconnect();
    execFileSync('umount', [directory]);
  }
});

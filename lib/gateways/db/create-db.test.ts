import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, migrate } from './create-db';
import type { Db } from './db';

const directory = mkdtempSync(path.join(tmpdir(), 'berth-db-'));
const url = `file:${directory}/test.db`;
let db: Db;
let next = 0;

beforeAll(async () => {
  await migrate(process.cwd(), url);
  db = await createDb(url);
}, 60_000);
afterAll(async () => {
  await db.$disconnect();
  rmSync(directory, { recursive: true, force: true });
});

const makeClass = (by: Pick<Db, 'class'> = db) => {
  next += 1;
  return by.class.create({ data: { id: `c${next}`, name: `class ${next}`, createdAt: new Date('2026-01-02T03:04:05.678Z') } });
};
async function settings(by: Pick<Db, '$queryRawUnsafe'> = db) {
  const one = async (pragma: string) =>
    Number(Object.values(((await by.$queryRawUnsafe(`PRAGMA ${pragma}`)) as Array<Record<string, unknown>>)[0] ?? {})[0]);
  return {
    busyTimeout: await one('busy_timeout'),
    foreignKeys: await one('foreign_keys'),
    synchronous: await one('synchronous'),
  };
}
const descriptors = () => readdirSync('/proc/self/fd').length;

test('the settings hold on every connection, before, inside and after a transaction', async () => {
  const wanted = { busyTimeout: 5000, foreignKeys: 1, synchronous: 1 };
  expect(await settings()).toEqual(wanted);
  await db.$transaction(async (tx) => expect(await settings(tx as Db)).toEqual(wanted));
  await db.$transaction([db.class.count(), db.class.count()]);
  await db.class.updateMany({ where: { id: 'none' }, data: { name: 'none' } });
  expect(await settings()).toEqual(wanted);
});

test('no call leaves a descriptor behind', async () => {
  await db.class.updateMany({ where: { id: 'none' }, data: { name: 'none' } });
  const before = descriptors();
  for (let i = 0; i < 100; i++) await db.class.updateMany({ where: { id: 'none' }, data: { name: 'none' } });
  for (let i = 0; i < 20; i++) await db.$transaction(async (tx) => tx.class.count());
  expect(descriptors() - before).toBeLessThanOrEqual(2);
});

test('every kind of value comes back as it went in', async () => {
  const at = new Date('2026-01-02T03:04:05.678Z');
  const created = await makeClass();
  expect(await db.class.findUnique({ where: { id: created.id } })).toMatchObject({ createdAt: at, defaultPort: null });
  await db.class.update({ where: { id: created.id }, data: { defaultPort: 2222, defaultLoginUser: 'ü😀\n' } });
  expect(await db.class.findFirst({ where: { createdAt: { gte: at }, defaultPort: { gt: 2221 } } })).toMatchObject({
    defaultPort: 2222,
    defaultLoginUser: 'ü😀\n',
  });
  expect(await db.class.count({ where: { id: created.id } })).toBe(1);
});

test('what goes wrong has the names Prisma gives it', async () => {
  const { name } = await makeClass();
  const taken = db.class.create({ data: { id: 'other', name, createdAt: new Date() } });
  await expect(taken).rejects.toMatchObject({ code: 'P2002' });
  const orphan = db.enrolment.create({ data: { classId: 'none', userId: 'none', role: 'student', createdAt: new Date() } });
  await expect(orphan).rejects.toMatchObject({ code: 'P2003' });
});

test('a transaction that throws leaves nothing, and the next one goes on', async () => {
  const before = await db.class.count();
  const failing = db.$transaction(async (tx) => {
    await makeClass(tx as Db);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await db.class.count()).toBe(before);
  await db.$transaction(async (tx) => makeClass(tx as Db));
  expect(await db.class.count()).toBe(before + 1);
});

test('while a transaction is open others read what was there before, and writes wait without joining it', async () => {
  const before = await db.class.count();
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const open = db.$transaction(async (tx) => {
    await makeClass(tx as Db);
    await held;
    throw new Error('rolled back');
  });
  const write = makeClass();
  expect(await db.class.count()).toBe(before);
  goOn();
  await expect(open).rejects.toThrow('rolled back');
  await write;
  expect(await db.class.count()).toBe(before + 1);
});

test('fifty transactions at once are all done, one after another', async () => {
  const before = await db.class.count();
  await Promise.all(Array.from({ length: 50 }, () => db.$transaction(async (tx) => makeClass(tx as Db))));
  expect(await db.class.count()).toBe(before + 50);
});

test('a migration beside an open database with nothing to do changes nothing and disturbs nobody', async () => {
  await db.$transaction(async (tx) => tx.class.count());
  await migrate(process.cwd(), url);
  await makeClass();
}, 60_000);

test('two processes that write at the same time see no error', async () => {
  const script = `
    import { createDb } from '@/lib/gateways/db/create-db';
    const db = await createDb(process.argv[1]!);
    for (let i = 0; i < 200; i++) {
      const row = (tx) => tx.auditEntry.create({ data: { id: process.argv[2] + i, at: new Date(), action: 'x', outcome: 'allowed' } });
      if (i % 2) await row(db);
      else await db.$transaction(async (tx) => { await tx.auditEntry.count(); await row(tx); });
    }
    await db.$disconnect();`;
  const run = promisify(execFile);
  await Promise.all(
    ['a', 'b'].map((who) =>
      run(process.execPath, ['--import', 'tsx', '--input-type=module-typescript', '-e', script, url, who], {
        cwd: process.cwd(),
      }),
    ),
  );
  expect(await db.auditEntry.count()).toBe(400);
}, 120_000);

import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAudit } from '@/lib/features/audit/create-audit';
import { backUpDatabase } from '@/lib/gateways/db/back-up-database';
import { createDb, migrate } from '@/lib/gateways/db/create-db';
import type { Db } from '@/lib/gateways/db/db';
import { readEnv } from '@/lib/core/env';
import { registrySignInContext } from '@/lib/features/class-registry/sign-in';
import { joinCodeContext } from '@/lib/features/class-join/join-code';
import { classDefaultContext } from '@/lib/features/nodes/class-defaults';
import { credentialContext } from '@/lib/fleet/node-row';
import { getPanelKey } from '@/lib/fleet/panel-key';
import { secretContext } from '@/lib/features/registry-sign-ins/stored-sign-in';
import { fromStored, toStored } from '@/lib/features/provision/operation-row';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import { parseMasterKeys } from '@/lib/gateways/secrets/master-keys';
import { newId, startRuntime } from '@/lib/start-runtime';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { copyMigrated } from '@/lib/testing/migrated-database';
import { makeDirectory } from '@/lib/testing/temporary-directory';
import { openKeyring } from './open-keyring';
import { type KeysCtx, resetKeys, rotateKeys } from './rotate-keys';
import { keyVersionOf, sealedValues } from './sealed-values';

let directory: string;
let db: Db;
let ctx: KeysCtx;
const now = () => new Date('2026-11-28T08:00:00Z');
const where = { id: 'n'.repeat(24), host: '10.0.0.5', port: 22 };
const keysFile = () => path.join(directory, 'master.keys');
const keys = () => parseMasterKeys(readFileSync(keysFile(), 'utf8'));

beforeEach(async () => {
  directory = await makeDirectory('keys');
  const url = `file:${directory}/berth.db`;
  await copyMigrated(path.join(directory, 'berth.db'));
  db = await createDb(url);
  const audit = createAudit({ db, log: createMemoryLog(), now, newId });
  ctx = { db, audit, env: { dataDir: directory, masterKeys: undefined }, actor: { id: 'cli', name: 'cli' }, address: null };
});
afterEach(async () => {
  await db.$disconnect();
  rmSync(directory, { recursive: true, force: true });
});

const steps = [
  { id: 'root.password' as const, passwords: { kind: 'each' as const, byNode: { node0: 'root-secret' } } },
] as unknown as Parameters<typeof toStored>[2];

/** One of everything that is sealed. */
async function fill(ring: Keyring): Promise<void> {
  const classId = 'c'.repeat(24);
  await db.class.create({
    data: {
      ...{ id: classId, name: 'A', createdAt: now(), defaultCredentialKind: 'password' },
      defaultCredentialSealed: ring.seal('class credential', classDefaultContext(classId, 'credential')),
      defaultRootPasswordSealed: ring.seal('class root', classDefaultContext(classId, 'rootPassword')),
      registryUrl: 'http://10.0.0.5:5000',
      registrySignInSealed: ring.seal('class registry', registrySignInContext(classId, 'http://10.0.0.5:5000')),
    },
  });
  await db.node.create({
    data: {
      ...{ ...where, name: 'node0', classId, loginUser: 'ubuntu', credentialKind: 'password', state: 'connecting' },
      ...{ stateSince: now(), createdAt: now(), updatedAt: now() },
      credentialSealed: ring.seal('node credential', credentialContext(where, 'credential')),
      rootPasswordSealed: ring.seal('node root', credentialContext(where, 'rootPassword')),
    },
  });
  const codeSealed = ring.seal('class join code', joinCodeContext(classId));
  await db.classJoin.create({ data: { classId, codeSealed, endsAt: now(), createdAt: now() } });
  const signIn = { id: 's'.repeat(24), host: 'docker.io', registryUser: 'lab' };
  const secretSealed = ring.seal('registry sign-in', secretContext(signIn));
  await db.registrySignIn.create({ data: { ...signIn, classId, secretSealed, createdAt: now() } });
  await getPanelKey({ db, keyring: ring, now });
  const id = 'o'.repeat(24);
  const input = toStored(ring, id, steps, false);
  await db.operation.create({ data: { id, kind: 'node.provision', state: 'running', input, createdAt: now() } });
}

async function allOpen(ring: Keyring): Promise<string[]> {
  const operation = await db.operation.findFirstOrThrow();
  const texts = (await sealedValues(db)).map((value) => ring.open(value.sealed, value.context));
  return [...texts.filter((text) => !text.includes('PRIVATE KEY')), JSON.stringify(fromStored(ring, operation).dryRun)];
}

test('every column that is named as sealed is known here', async () => {
  await fill(await openKeyring(db, ctx.env));
  const columns = readFileSync('prisma/schema.prisma', 'utf8').match(/^ {2}\w+Sealed /gm) ?? [];
  // And the steps of an operation, sealed inside of its input.
  expect(await sealedValues(db)).toHaveLength(columns.length + 1);
});

test('a first key is made where nothing is sealed, for this account alone', async () => {
  await openKeyring(db, ctx.env);
  expect([...keys().keys()]).toEqual([1]);
  expect(statSync(keysFile()).mode & 0o777).toBe(0o600);
});

test('lost keys: nothing is made, and the start says what to do', async () => {
  await fill(await openKeyring(db, ctx.env));
  const right = readFileSync(keysFile(), 'utf8');
  rmSync(keysFile());
  await expect(openKeyring(db, ctx.env)).rejects.toThrow(/holds 9 sealed secrets .*missing[\s\S]*Put back[\s\S]*keys reset/);
  expect(readdirSync(directory)).not.toContain('master.keys');
  await expect(startRuntime(readEnv({ BERTH_DATA_DIR: directory }), { connect: false })).rejects.toThrow('are missing');
  writeFileSync(keysFile(), `1:${randomBytes(32).toString('base64')}`);
  await expect(openKeyring(db, ctx.env)).rejects.toThrow('open none of what key 1 has sealed');
  writeFileSync(keysFile(), right);
  expect(await allOpen(await openKeyring(db, ctx.env))).toContain('node credential');
});

test('one value that does not open is its own trouble, not that of the panel', async () => {
  await fill(await openKeyring(db, ctx.env));
  await db.node.updateMany({ data: { host: '10.0.0.6' } });
  await expect(openKeyring(db, ctx.env)).resolves.toBeDefined();
});

test('rotated, everything opens under the new key alone, and the old one is gone', async () => {
  const old = await openKeyring(db, ctx.env);
  await fill(old);
  const before = await allOpen(old);
  expect(await rotateKeys(ctx)).toEqual({ newest: 2, resealed: 9, unneeded: [1], forgotten: [] });
  expect([...keys().keys()]).toEqual([2]);
  expect(statSync(keysFile()).mode & 0o777).toBe(0o600);
  expect((await sealedValues(db)).map(keyVersionOf)).toEqual(Array(9).fill(2));
  expect(await allOpen(await openKeyring(db, ctx.env))).toEqual(before);
  expect((await db.auditEntry.findFirst())?.action).toBe('keys.rotate');
});

test('ended anywhere in the middle, the next run finishes it with the same key', async () => {
  const old = await openKeyring(db, ctx.env);
  await fill(old);
  const before = await allOpen(old);
  for (let stopAt = 0; stopAt < 7; stopAt++) {
    const [first] = keys().keys();
    let done = 0;
    const failing = new Proxy(db, {
      get: (target, name) =>
        name === 'node' ||
        name === 'class' ||
        name === 'classJoin' ||
        name === 'registrySignIn' ||
        name === 'panelKey' ||
        name === 'operation'
          ? new Proxy(target[name], {
              get: (model, method) => {
                const real = Reflect.get(model, method);
                if (method !== 'updateMany') return real;
                return (...args: unknown[]) => {
                  if (done++ === stopAt) throw new Error('killed');
                  return real.apply(model, args);
                };
              },
            })
          : Reflect.get(target, name),
    });
    await expect(rotateKeys({ ...ctx, db: failing as Db })).rejects.toThrow('killed');
    expect(await allOpen(await openKeyring(db, ctx.env))).toEqual(before);
    const next = (first ?? 0) + 1;
    expect(await rotateKeys(ctx)).toEqual({ newest: next, resealed: 9 - stopAt, unneeded: [first], forgotten: [] });
    expect([...keys().keys()]).toEqual([next]);
  }
  expect(await allOpen(await openKeyring(db, ctx.env))).toEqual(before);
});

test('keys of the environment stay the operator’s: everything is sealed under the highest', async () => {
  const one = `1:${randomBytes(32).toString('base64')}`;
  await fill(await openKeyring(db, { dataDir: directory, masterKeys: one }));
  const env = { dataDir: directory, masterKeys: `${one},2:${randomBytes(32).toString('base64')}` };
  expect(await rotateKeys({ ...ctx, env })).toEqual({ newest: 2, resealed: 9, unneeded: [1], forgotten: [] });
  expect(await rotateKeys({ ...ctx, env })).toMatchObject({ newest: 2, resealed: 0 });
  expect(readdirSync(directory)).not.toContain('master.keys');
});

test('a reset makes a key of a new number and forgets what nobody can open', async () => {
  await fill(await openKeyring(db, ctx.env));
  rmSync(keysFile());
  const { newest, forgotten } = await resetKeys(ctx);
  expect(newest).toBe(2);
  expect(forgotten).toHaveLength(9);
  await expect(openKeyring(db, ctx.env)).resolves.toBeDefined();
  expect(await sealedValues(db)).toEqual([]);
  expect(await db.node.count()).toBe(1);
});

test('a backup taken while somebody writes is restored in an empty directory, and the panel starts on it', async () => {
  await fill(await openKeyring(db, ctx.env));
  const entry = (id: string) => db.auditEntry.create({ data: { id, at: now(), action: 'x', outcome: 'allowed' } });
  await entry('before');
  const backup = path.join(directory, 'kept', 'berth.db');
  mkdirSync(path.dirname(backup));
  const writing = Array.from({ length: 50 }, (_, i) => entry(`while ${i}`));
  backUpDatabase(`file:${directory}/berth.db`, backup);
  await Promise.all(writing);
  await entry('after');
  expect(() => backUpDatabase(`file:${directory}/berth.db`, backup)).toThrow('is there already');
  expect(readdirSync(path.dirname(backup))).toEqual(['berth.db']);
  // As docs/operations.md tells it: the copy and the keys into a new directory.
  const restored = path.join(directory, 'restored');
  mkdirSync(restored);
  copyFileSync(backup, path.join(restored, 'berth.db'));
  copyFileSync(keysFile(), path.join(restored, 'master.keys'));
  const env = readEnv({ BERTH_DATA_DIR: restored, BERTH_LOG_LEVEL: 'silent', BERTH_NODE_NETWORKS: '192.0.2.0/24' });
  await migrate(process.cwd(), env.databaseUrl);
  const started = await startRuntime(env);
  try {
    const { runtime } = started;
    const ids = (await runtime.db.auditEntry.findMany()).map(({ id }) => id);
    expect(ids).toContain('before');
    expect(ids).not.toContain('after');
    const node = await runtime.db.node.findFirstOrThrow();
    expect(runtime.keyring.open(node.credentialSealed, credentialContext(node, 'credential'))).toBe('node credential');
  } finally {
    await started.stop();
  }
}, 60_000);

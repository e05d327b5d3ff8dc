import type { Db } from '@/lib/gateways/db/db';
import { registrySignInContext } from '@/lib/features/class-registry/sign-in';
import { joinCodeContext } from '@/lib/features/class-join/join-code';
import { classDefaultContext } from '@/lib/features/nodes/class-defaults';
import { credentialContext } from '@/lib/fleet/node-row';
import { panelKeyContext } from '@/lib/fleet/panel-key';
import { secretContext } from '@/lib/features/registry-sign-ins/stored-sign-in';
import { operationContext, sealedPart, withSealedPart } from '@/lib/features/provision/operation-row';
import type { SealContext } from '@/lib/gateways/secrets/keyring';

/** One sealed text of the database, wherever it stands. */
export interface SealedValue {
  sealed: string;
  context: SealContext;
  /** For a reader: `node node0, rootPassword`. */
  name: string;
  /** Stores another text in its place, unless it was changed meanwhile; null takes it away. */
  replace(next: string | null): Promise<void>;
}

/** Every sealed text there is. A table that seals something new gets its lines here; a test counts them. */
export async function sealedValues(db: Db): Promise<SealedValue[]> {
  const values: SealedValue[] = [];
  const add = (sealed: string | null, context: SealContext, name: string, replace: SealedValue['replace']): void => {
    if (sealed !== null && sealed !== '') values.push({ sealed, context, name: `${name}, ${context.field}`, replace });
  };
  for (const row of await db.node.findMany()) {
    const { id, credentialSealed, rootPasswordSealed } = row;
    const name = `node ${row.name}`;
    // Empty, since a node has a credential: it is asked for again as one that cannot be read.
    add(credentialSealed, credentialContext(row, 'credential'), name, async (next) => {
      await db.node.updateMany({ where: { id, credentialSealed }, data: { credentialSealed: next ?? '' } });
    });
    add(rootPasswordSealed, credentialContext(row, 'rootPassword'), name, async (next) => {
      await db.node.updateMany({ where: { id, rootPasswordSealed }, data: { rootPasswordSealed: next } });
    });
  }
  for (const row of await db.class.findMany()) {
    const { id, defaultCredentialSealed, defaultRootPasswordSealed, registrySignInSealed } = row;
    const name = `class ${row.name}`;
    add(defaultCredentialSealed, classDefaultContext(id, 'credential'), name, async (next) => {
      const gone = next === null ? { defaultCredentialKind: null } : {};
      await db.class.updateMany({ where: { id, defaultCredentialSealed }, data: { defaultCredentialSealed: next, ...gone } });
    });
    add(defaultRootPasswordSealed, classDefaultContext(id, 'rootPassword'), name, async (next) => {
      await db.class.updateMany({ where: { id, defaultRootPasswordSealed }, data: { defaultRootPasswordSealed: next } });
    });
    add(registrySignInSealed, registrySignInContext(id, row.registryUrl ?? ''), name, async (next) => {
      await db.class.updateMany({ where: { id, registrySignInSealed }, data: { registrySignInSealed: next } });
    });
  }
  for (const row of await db.classJoin.findMany({ include: { class: { select: { name: true } } } })) {
    const { classId, codeSealed } = row;
    add(codeSealed, joinCodeContext(classId), `join code of class ${row.class.name}`, async (next) => {
      // A code nobody can show any more lets nobody in.
      if (next === null) await db.classJoin.deleteMany({ where: { classId, codeSealed } });
      else await db.classJoin.updateMany({ where: { classId, codeSealed }, data: { codeSealed: next } });
    });
  }
  for (const row of await db.registrySignIn.findMany()) {
    const { id, host, secretSealed } = row;
    const where = { id, secretSealed };
    add(secretSealed, secretContext(row), `sign-in to ${host}`, async (next) => {
      // A name without its password signs nobody in.
      if (next === null) await db.registrySignIn.deleteMany({ where });
      else await db.registrySignIn.updateMany({ where, data: { secretSealed: next } });
    });
  }
  for (const { id, privateKeySealed } of await db.panelKey.findMany()) {
    const where = { id, privateKeySealed };
    add(privateKeySealed, panelKeyContext, "the panel's own key", async (next) => {
      // A public key is of no use without its private one.
      if (next === null) await db.panelKey.deleteMany({ where });
      else await db.panelKey.updateMany({ where, data: { privateKeySealed: next } });
    });
  }
  for (const { id, input } of await db.operation.findMany({ where: { input: { contains: '"sealed":"' } } })) {
    add(sealedPart(input), operationContext(id), `operation ${id}`, async (next) => {
      await db.operation.updateMany({ where: { id, input }, data: { input: withSealedPart(input, next) } });
    });
  }
  return values;
}

/** Which key sealed it; 0 for what no key did. */
export const keyVersionOf = ({ sealed }: SealedValue): number => Number(/^v([1-9][0-9]{0,5})\./.exec(sealed)?.[1] ?? 0);

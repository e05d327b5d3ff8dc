import type { Lab } from '@/lab/lab';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { loadActor } from '@/lib/features/accounts/actor';
import { setClassRegistry } from '@/lib/features/class-registry/class-registry';
import { setCourse } from '@/lib/features/progress/class-course';
import { demo } from '@/prisma/seed';

/** The course of the demo. */
const courseId = 'docker-basics';

/**
 * Opens the built-in course for the demo class, as its instructor would, and makes the lab's own registry that of the class. Repeatable: a course that
 * somebody chose since, and a registry on a node, stay. The class must be seeded.
 */
export async function openDemoCourse(runtime: Runtime, { registry }: Pick<Lab, 'registry'>): Promise<void> {
  const { db } = runtime;
  const row = await db.class.findUniqueOrThrow({ where: { name: demo.className } });
  const { id: userId } = await db.user.findUniqueOrThrow({ where: { email: demo.instructor }, select: { id: true } });
  const actor = await loadActor(runtime, userId);
  // Somebody removed the account's rights meanwhile: then what the class has is theirs to say.
  if (!actor?.teaches.has(row.id) || row.closedAt !== null) return;
  const ctx: Ctx = { ...runtime, actor, requestId: runtime.newId(), address: null };
  // Another start of the lab may get another network.
  const url = `http://${registry.host}:${registry.port}`;
  if (row.registryNodeId === null && row.registryUrl !== url)
    await setClassRegistry(ctx, { classId: row.id, kind: 'address', url, signIn: null });
  await runtime.courses.addBuiltIn();
  if (!(await isOurs(runtime, row.courseHash))) return;
  const newest = (await runtime.courses.offered()).find(({ id, origin }) => id === courseId && origin === 'builtin');
  // A rehearsal does every step on every kind of node and takes minutes, longer than the whole start of a demo; it belongs to the tests
  // of the course. The override is written down in the audit, as for everybody.
  if (newest && newest.hash !== row.courseHash) await setCourse(ctx, { classId: row.id, hash: newest.hash, override: true });
}

/** No course yet, or one that came with an older panel and is no longer offered. */
async function isOurs({ db }: Runtime, hash: string | null): Promise<boolean> {
  if (hash === null) return true;
  const version = await db.courseVersion.findUnique({ where: { hash }, select: { origin: true, withdrawnAt: true } });
  return version?.origin === 'builtin' && version.withdrawnAt !== null;
}

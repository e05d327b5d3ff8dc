import { hashPassword } from '@/lib/features/accounts/passwords';
import { sealCredential, credentialContext } from '@/lib/fleet/node-row';
import type { Runtime } from '@/lib/core/runtime';
import type { Role } from '@/lib/shared/common';
import type { Credential } from '@/lib/shared/nodes';

/** A node of the demo, with its host key known beforehand: the lab made it on this very machine. */
export interface DemoNode {
  name: string;
  host: string;
  port: number;
  hostKey: string;
  loginUser: string;
  credential: Credential;
  rootPassword?: string;
}

export const demo = {
  className: 'demo',
  admin: 'admin@berth.demo',
  instructor: 'instructor@berth.demo',
  student: (n: number) => `student${n}@berth.demo`,
};

/**
 * Makes the demo class, or makes good what is missing of it: an administrator, an instructor, a student for each node, the nodes. Repeatable; accounts that
 * are there keep what they are, nodes follow the lab.
 */
export async function seedDemo(runtime: Runtime, password: string, nodes: DemoNode[]): Promise<void> {
  const { db } = runtime;
  const now = runtime.now();
  const passwordHash = await hashPassword(password);
  const user = (email: string, name: string, role: Role) =>
    db.user.upsert({
      where: { email },
      create: { id: runtime.newId(), email, name, role, passwordHash, createdAt: now, updatedAt: now },
      update: {},
    });
  const cls = await db.class.upsert({
    where: { name: demo.className },
    create: { id: runtime.newId(), name: demo.className, createdAt: now },
    update: {},
  });
  const enrol = (userId: string, role: string) =>
    db.enrolment.upsert({
      where: { classId_userId: { classId: cls.id, userId } },
      create: { classId: cls.id, userId, role, createdAt: now },
      update: {},
    });
  await user(demo.admin, 'Admin', 'admin');
  await enrol((await user(demo.instructor, 'Instructor', 'instructor')).id, 'instructor');
  for (const [index, node] of nodes.entries()) {
    const student = await user(demo.student(index), `Student ${index}`, 'student');
    await enrol(student.id, 'student');
    const nodeId = await seedNode(runtime, cls.id, node);
    const key = { nodeId, userId: student.id };
    await db.assignment.upsert({ where: { nodeId_userId: key }, create: { ...key, createdAt: now }, update: {} });
  }
}

async function seedNode(runtime: Runtime, classId: string, node: DemoNode): Promise<string> {
  const known = await runtime.db.node.findUnique({ where: { classId_name: { classId, name: node.name } } });
  const now = runtime.now();
  const at = { id: known?.id ?? runtime.newId(), host: node.host, port: node.port };
  const data = {
    ...at,
    classId,
    loginUser: node.loginUser,
    credentialKind: node.credential.kind,
    credentialSealed: sealCredential(runtime.keyring, at, node.credential),
    rootPasswordSealed: node.rootPassword ? runtime.keyring.seal(node.rootPassword, credentialContext(at, 'rootPassword')) : null,
    hostKey: node.hostKey,
    offeredHostKey: null,
    // Whoever started the demo sets it up again where it should be: the nodes may be new.
    rootLogin: 'none',
    rootLoginReason: null,
    updatedAt: now,
  };
  if (known) await runtime.db.node.update({ where: { id: known.id }, data });
  else await runtime.db.node.create({ data: { ...data, name: node.name, state: 'connecting', stateSince: now, createdAt: now } });
  return at.id;
}

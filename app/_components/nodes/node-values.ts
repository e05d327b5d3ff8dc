import {
  type CreateNode,
  type Credential,
  hostSchema,
  loginUserSchema,
  type NodeDto,
  portSchema,
  type UpdateNode,
} from '@/lib/shared/nodes';
import { nodeNameSchema } from '@/lib/shared/common';
import type { TestNode } from '@/lib/shared/node-test';

/** The form as typed. */
export interface NodeValues {
  name: string;
  host: string;
  port: number;
  loginUser: string;
  keepCredential: boolean;
  kind: Credential['kind'];
  password: string;
  privateKey: string;
  passphrase: string;
  rootPassword: string;
  classId: string;
  jumpNodeId: string;
}
export type WrongField = 'name' | 'host' | 'port' | 'loginUser' | 'password' | 'privateKey';

export function initialValues(node?: NodeDto): NodeValues {
  return {
    name: node?.name ?? '',
    host: node?.host ?? '',
    port: node?.port ?? 22,
    loginUser: node?.loginUser ?? 'ubuntu',
    keepCredential: node !== undefined,
    kind: node?.staff?.credentialKind ?? 'password',
    password: '',
    privateKey: '',
    passphrase: '',
    rootPassword: '',
    classId: node?.classId ?? '',
    jumpNodeId: node?.staff?.jumpNodeId ?? '',
  };
}

/** Checked with the schemas the panel checks with. */
export function wrongFields(values: NodeValues, keepsCredential: boolean): Set<WrongField> {
  const wrong = new Set<WrongField>();
  if (!nodeNameSchema.safeParse(values.name).success) wrong.add('name');
  if (!hostSchema.safeParse(values.host).success) wrong.add('host');
  if (!portSchema.safeParse(values.port).success) wrong.add('port');
  if (!loginUserSchema.safeParse(values.loginUser).success) wrong.add('loginUser');
  if (!keepsCredential && values.kind === 'password' && values.password === '') wrong.add('password');
  if (!keepsCredential && values.kind === 'private_key' && values.privateKey.trim() === '') wrong.add('privateKey');
  return wrong;
}

function toCredential(values: NodeValues): Credential {
  if (values.kind === 'password') return { kind: 'password', password: values.password };
  return { kind: 'private_key', privateKey: values.privateKey, passphrase: values.passphrase || undefined };
}

export function toCreate(values: NodeValues): CreateNode {
  return {
    name: values.name,
    host: values.host.trim(),
    port: values.port,
    loginUser: values.loginUser,
    credential: toCredential(values),
    rootPassword: values.rootPassword || undefined,
    classId: values.classId || undefined,
    jumpNodeId: values.jumpNodeId || undefined,
  };
}

/** Only what differs from the node. */
export function toUpdate(values: NodeValues, node: NodeDto, keepsCredential: boolean): UpdateNode {
  const update: UpdateNode = {};
  if (values.name !== node.name) update.name = values.name;
  if (values.host !== node.host) update.host = values.host.trim();
  if (values.port !== node.port) update.port = values.port;
  if (values.loginUser !== node.loginUser) update.loginUser = values.loginUser;
  if (!keepsCredential) update.credential = toCredential(values);
  if (values.rootPassword) update.rootPassword = values.rootPassword;
  if (values.classId !== (node.classId ?? '')) update.classId = values.classId || null;
  if (values.jumpNodeId !== (node.staff?.jumpNodeId ?? '')) update.jumpNodeId = values.jumpNodeId || null;
  return update;
}

/** What a try of the connection needs; null while something it needs is wrong. The name is not one of these. */
export function toTest(values: NodeValues, node: NodeDto | undefined, keepsCredential: boolean): TestNode | null {
  const wrong = wrongFields(values, keepsCredential);
  wrong.delete('name');
  if (wrong.size > 0) return null;
  return {
    host: values.host.trim(),
    port: values.port,
    loginUser: values.loginUser,
    credential: keepsCredential ? undefined : toCredential(values),
    rootPassword: values.rootPassword || undefined,
    jumpNodeId: values.jumpNodeId || undefined,
    node: node?.id,
  };
}

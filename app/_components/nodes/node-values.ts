import type { TestNode } from '@/lib/shared/node-test';
import type { CreateNode, NodeDto, UpdateNode } from '@/lib/shared/nodes';
import { blankCredential, type CredentialValues, toCredential } from './credential-values';

/** The form as typed. */
export interface NodeValues {
  name: string;
  host: string;
  /** A text while it is being typed. */
  port: number | string;
  loginUser: string;
  keepCredential: boolean;
  credential: CredentialValues;
  rootPassword: string;
  classId: string;
  jumpNodeId: string;
}

export function initialValues(node?: NodeDto): NodeValues {
  return {
    name: node?.name ?? '',
    host: node?.host ?? '',
    port: node?.port ?? 22,
    loginUser: node?.loginUser ?? 'ubuntu',
    keepCredential: node !== undefined,
    credential: { kind: node?.staff?.credentialKind ?? 'password', ...blankCredential },
    rootPassword: '',
    classId: node?.classId ?? '',
    jumpNodeId: node?.staff?.jumpNodeId ?? '',
  };
}

/** The stored credential is used further: it is encrypted for the address and the login user it was given for. */
export const keepsCredential = (values: NodeValues, node: NodeDto | undefined): boolean =>
  node !== undefined && values.keepCredential && !isReaddressed(values, node);

/** Somewhere else, or as somebody else. */
export const isReaddressed = (values: NodeValues, node: NodeDto): boolean =>
  values.host !== node.host || Number(values.port) !== node.port || values.loginUser !== node.loginUser;

export function toCreate(values: NodeValues): CreateNode {
  return {
    name: values.name,
    host: values.host.trim(),
    port: Number(values.port),
    loginUser: values.loginUser,
    credential: toCredential(values.credential),
    rootPassword: values.rootPassword || undefined,
    classId: values.classId || undefined,
    jumpNodeId: values.jumpNodeId || undefined,
  };
}

/** Only what differs from the node. */
export function toUpdate(values: NodeValues, node: NodeDto): UpdateNode {
  const update: UpdateNode = {};
  if (values.name !== node.name) update.name = values.name;
  if (values.host !== node.host) update.host = values.host.trim();
  if (Number(values.port) !== node.port) update.port = Number(values.port);
  if (values.loginUser !== node.loginUser) update.loginUser = values.loginUser;
  if (!keepsCredential(values, node)) update.credential = toCredential(values.credential);
  if (values.rootPassword) update.rootPassword = values.rootPassword;
  if (values.classId !== (node.classId ?? '')) update.classId = values.classId || null;
  if (values.jumpNodeId !== (node.staff?.jumpNodeId ?? '')) update.jumpNodeId = values.jumpNodeId || null;
  return update;
}

/** What a try of the connection needs. The name is not one of these. */
export function toTest(values: NodeValues, node: NodeDto | undefined): TestNode {
  return {
    host: values.host.trim(),
    port: Number(values.port),
    loginUser: values.loginUser,
    credential: keepsCredential(values, node) ? undefined : toCredential(values.credential),
    rootPassword: values.rootPassword || undefined,
    jumpNodeId: values.jumpNodeId || undefined,
    node: node?.id,
  };
}

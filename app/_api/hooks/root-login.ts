import type { Input, Output } from '@/lib/shared/api';
import { classKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

export const useRootLogin = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/root-login'>>) =>
  useOperation(nodeKeys.rootLogin(nodeId), 'GET /nodes/{node}/root-login', { params: { node: nodeId } }, options);

/** `mutate({ rootPassword })`; the password is used once and forgotten. */
export const useSetUpRootLogin = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/root-login',
    (body: Input<'POST /nodes/{node}/root-login'>['body']) => ({ params: { node: nodeId }, body }),
    () => [nodeKeys.rootLogin(nodeId)],
  );

export const useTakeBackRootLogin = (nodeId: string) =>
  useChange(
    'DELETE /nodes/{node}/root-login',
    (_: undefined) => ({ params: { node: nodeId } }),
    () => [nodeKeys.rootLogin(nodeId)],
  );

export const useClassRootLogins = (id: string) =>
  useOperation(classKeys.rootLogins(id), 'GET /classes/{class}/root-login', { params: { class: id } });

export const useChangeClassRootLogins = (id: string) =>
  useChange(
    'POST /classes/{class}/root-login',
    (body: Input<'POST /classes/{class}/root-login'>['body']) => ({ params: { class: id }, body }),
    () => [classKeys.rootLogins(id)],
  );

export const useSetClassRootPassword = (id: string) =>
  useChange(
    'POST /classes/{class}/root-password',
    (body: Input<'POST /classes/{class}/root-password'>['body']) => ({ params: { class: id }, body }),
    () => [classKeys.rootLogins(id)],
  );

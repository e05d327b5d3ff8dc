import type { Input, Output } from '@/lib/shared/api';
import { classKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

export const useRootLogin = (ref: string, options?: QueryOptions<Output<'GET /nodes/{node}/root-login'>>) =>
  useOperation(nodeKeys.rootLogin(ref), 'GET /nodes/{node}/root-login', { params: { node: ref } }, options);

/** `mutate({ rootPassword })`; the password is used once and forgotten. */
export const useSetUpRootLogin = (ref: string) =>
  useChange(
    'POST /nodes/{node}/root-login',
    (body: Input<'POST /nodes/{node}/root-login'>['body']) => ({ params: { node: ref }, body }),
    () => [nodeKeys.rootLogin(ref)],
  );

export const useTakeBackRootLogin = (ref: string) =>
  useChange(
    'DELETE /nodes/{node}/root-login',
    (_: undefined) => ({ params: { node: ref } }),
    () => [nodeKeys.rootLogin(ref)],
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

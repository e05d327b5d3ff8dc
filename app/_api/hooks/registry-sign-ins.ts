import type { Input, Output } from '@/lib/shared/api';
import { registrySignInKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

type Body = Input<'POST /registry-sign-ins'>['body'];

/** The reader's own. */
export const useOwnSignIns = (options?: QueryOptions<Output<'GET /registry-sign-ins'>>) =>
  useOperation(registrySignInKeys.own(), 'GET /registry-sign-ins', {}, options);

export const useClassSignIns = (classId: string, options?: QueryOptions<Output<'GET /classes/{class}/registry-sign-ins'>>) =>
  useOperation(
    registrySignInKeys.class(classId),
    'GET /classes/{class}/registry-sign-ins',
    { params: { class: classId } },
    options,
  );

/** `mutate(body)`; the answer says whether a node could try it. */
export const useSaveOwnSignIn = () =>
  useChange(
    'POST /registry-sign-ins',
    (body: Body) => ({ body }),
    () => [registrySignInKeys.own()],
  );

export const useSaveClassSignIn = (classId: string) =>
  useChange(
    'POST /classes/{class}/registry-sign-ins',
    (body: Body) => ({ params: { class: classId }, body }),
    () => [registrySignInKeys.class(classId)],
  );

/** `mutate(id)`. */
export const useRemoveOwnSignIn = () =>
  useChange(
    'DELETE /registry-sign-ins/{signIn}',
    (signIn: string) => ({ params: { signIn } }),
    () => [registrySignInKeys.own()],
  );

export const useRemoveClassSignIn = (classId: string) =>
  useChange(
    'DELETE /classes/{class}/registry-sign-ins/{signIn}',
    (signIn: string) => ({ params: { class: classId, signIn } }),
    () => [registrySignInKeys.class(classId)],
  );

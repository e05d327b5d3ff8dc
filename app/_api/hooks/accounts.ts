import type { Input, Output } from '../endpoints';
import { accountKeys, classKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

export const useMe = (options?: QueryOptions<Output<'GET /me'>>) => useOperation(accountKeys.me(), 'GET /me', {}, options);

export const useUsers = (options?: QueryOptions<Output<'GET /users'>>) =>
  useOperation(accountKeys.users(), 'GET /users', { query: { limit: 200 } }, options);

export const useCreateUser = () =>
  useChange(
    'POST /users',
    (body: Input<'POST /users'>['body']) => ({ body }),
    () => [accountKeys.users()],
  );

/** `mutate({ user, ...changes })`. */
export const useUpdateUser = () =>
  useChange(
    'PATCH /users/{user}',
    ({ user, ...body }: { user: string } & Input<'PATCH /users/{user}'>['body']) => ({ params: { user }, body }),
    () => [accountKeys.users(), accountKeys.me(), classKeys.all],
  );

export const useTokens = (options?: QueryOptions<Output<'GET /tokens'>>) =>
  useOperation(accountKeys.tokens(), 'GET /tokens', {}, options);

/** The answer carries `token`, this once. */
export const useCreateToken = () =>
  useChange(
    'POST /tokens',
    (body: Input<'POST /tokens'>['body']) => ({ body }),
    () => [accountKeys.tokens()],
  );

/** `mutate(tokenId)`. */
export const useRevokeToken = () =>
  useChange(
    'DELETE /tokens/{token}',
    (token: string) => ({ params: { token } }),
    () => [accountKeys.tokens()],
  );

/** Whether the first account is still to be made. */
export const useSetupNeeded = (options?: QueryOptions<Output<'GET /setup'>>) =>
  useOperation(accountKeys.setup(), 'GET /setup', {}, options);

export const useCompleteSetup = () =>
  useChange(
    'POST /setup',
    (body: Input<'POST /setup'>['body']) => ({ body }),
    () => [accountKeys.setup()],
  );

import { call } from '../client';
import type { Input, Output } from '@/lib/shared/api';
import { useEveryPage } from './every-page';
import { accountKeys, classKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** Every account. */
export const useUsers = (options?: { enabled?: boolean }) =>
  useEveryPage(accountKeys.users(), (query, asked) => call('GET /users', { query }, asked), options);

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
    () => [accountKeys.users(), classKeys.all],
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

export const useCompleteSetup = () =>
  useChange(
    'POST /setup',
    (body: Input<'POST /setup'>['body']) => ({ body }),
    () => [],
  );

/** One page of the accounts. */
export const useAccounts = (query: NonNullable<Input<'GET /users'>['query']>) =>
  useOperation(accountKeys.accounts(query), 'GET /users', { query });

export const useAccount = (user: string) => useOperation(accountKeys.account(user), 'GET /users/{user}', { params: { user } });

/** `mutate(userId)`. */
export const useDeleteUser = () =>
  useChange(
    'DELETE /users/{user}',
    (user: string) => ({ params: { user } }),
    () => [accountKeys.users(), classKeys.all],
  );

/** `mutate(userId)`; the answer carries `password`, this once. */
export const useResetPassword = () =>
  useChange(
    'POST /users/{user}/password',
    (user: string) => ({ params: { user } }),
    () => [accountKeys.users()],
  );

/** `mutate(userId)`: every token of an account. */
export const useRevokeTokensOf = () =>
  useChange(
    'DELETE /users/{user}/tokens',
    (user: string) => ({ params: { user } }),
    () => [accountKeys.users()],
  );

/** `mutate(userId)`: every session of an account. */
export const useEndSessionsOf = () =>
  useChange(
    'DELETE /users/{user}/sessions',
    (user: string) => ({ params: { user } }),
    () => [accountKeys.users()],
  );

export const useChangePassword = () =>
  useChange(
    'POST /me/password',
    (body: Input<'POST /me/password'>['body']) => ({ body }),
    () => [accountKeys.sessions(), accountKeys.tokens()],
  );

export const useSessions = (options?: QueryOptions<Output<'GET /sessions'>>) =>
  useOperation(accountKeys.sessions(), 'GET /sessions', {}, options);

/** `mutate(sessionId)`. */
export const useEndSession = () =>
  useChange(
    'DELETE /sessions/{session}',
    (session: string) => ({ params: { session } }),
    () => [accountKeys.sessions()],
  );

/** This one too. */
export const useEndEverySession = () =>
  useChange(
    'DELETE /sessions',
    () => ({}),
    () => [],
  );

/** One page of the audit. */
export const useAudit = (query: NonNullable<Input<'GET /audit'>['query']>) =>
  useOperation(accountKeys.audit(query), 'GET /audit', { query });

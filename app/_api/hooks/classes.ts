import { call } from '../client';
import type { Input, Output } from '@/lib/shared/api';
import { useEveryPage } from './every-page';
import { classKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** Every class the reader may see. */
export const useClasses = (options?: { enabled?: boolean }) =>
  useEveryPage(classKeys.list(), (query, asked) => call('GET /classes', { query }, asked), options);

export const useClass = (id: string, options?: QueryOptions<Output<'GET /classes/{class}'>>) =>
  useOperation(classKeys.detail(id), 'GET /classes/{class}', { params: { class: id } }, options);

const membersEveryMs = 15_000;

export const useMembers = (id: string, options?: QueryOptions<Output<'GET /classes/{class}/members'>>) =>
  useOperation(
    classKeys.members(id),
    'GET /classes/{class}/members',
    { params: { class: id } },
    // Who is online is told to boards alone.
    { refetchInMs: () => membersEveryMs, ...options },
  );

export const useCreateClass = () =>
  useChange(
    'POST /classes',
    (body: Input<'POST /classes'>['body']) => ({ body }),
    () => [classKeys.all],
  );

export const useUpdateClass = (id: string) =>
  useChange(
    'PATCH /classes/{class}',
    (body: Input<'PATCH /classes/{class}'>['body']) => ({ params: { class: id }, body }),
    () => [classKeys.all, nodeKeys.all],
  );

/** `mutate({ dryRun: 'true' })` only tells what would go. */
export const useDeleteClass = (id: string) =>
  useChange(
    'DELETE /classes/{class}',
    (query: Input<'DELETE /classes/{class}'>['query']) => ({ params: { class: id }, query }),
    (query) => (query?.dryRun === 'true' ? [] : [classKeys.list(), nodeKeys.list()]),
  );

export const useMoveNodes = (id: string) =>
  useChange(
    'POST /classes/{class}/nodes/move',
    (body: Input<'POST /classes/{class}/nodes/move'>['body']) => ({ params: { class: id }, body }),
    (body) => (body.dryRun ? [] : [classKeys.all, nodeKeys.all]),
  );

export const useRemoveNodes = (id: string) =>
  useChange(
    'POST /classes/{class}/nodes/remove',
    (body: Input<'POST /classes/{class}/nodes/remove'>['body']) => ({ params: { class: id }, body }),
    () => [classKeys.all, nodeKeys.all],
  );

/** `mutate({ user, name, studentNumber })`. */
export const useMendMember = (id: string) =>
  useChange(
    'PATCH /classes/{class}/members/{user}',
    ({ user, ...body }: Input<'PATCH /classes/{class}/members/{user}'>['body'] & { user: string }) => ({
      params: { class: id, user },
      body,
    }),
    () => [classKeys.all, nodeKeys.all],
  );

/** `mutate({ userId, role })`, or with the e-mail address. */
export const useEnrol = (id: string) =>
  useChange(
    'POST /classes/{class}/members',
    (body: Input<'POST /classes/{class}/members'>['body']) => ({ params: { class: id }, body }),
    () => [classKeys.all],
  );

/** `mutate(userId)`. */
export const useUnenrol = (id: string) =>
  useChange(
    'DELETE /classes/{class}/members/{user}',
    (user: string) => ({ params: { class: id, user } }),
    () => [classKeys.all, nodeKeys.all],
  );

export const useCards = (id: string, options?: QueryOptions<Output<'GET /classes/{class}/cards'>>) =>
  useOperation(classKeys.cards(id), 'GET /classes/{class}/cards', { params: { class: id } }, options);

/** `mutate(userIds)`; the passwords are in this answer alone. */
export const useMakeCards = (id: string) =>
  useChange(
    'POST /classes/{class}/cards',
    (userIds: string[]) => ({ params: { class: id }, body: { resetPasswords: true as const, userIds } }),
    () => [],
  );

/** The passwords are in this answer alone. */
export const useNodePasswords = (id: string) =>
  useChange(
    'POST /classes/{class}/cards/node-passwords',
    () => ({ params: { class: id } }),
    () => [],
  );

/** `mutate({ lines, assign, dryRun })`. */
export const useRoster = (id: string) =>
  useChange(
    'POST /classes/{class}/roster',
    (body: Input<'POST /classes/{class}/roster'>['body']) => ({ params: { class: id }, body }),
    (body) => (body.dryRun ? [] : [classKeys.all, nodeKeys.all]),
  );

import type { Input, Output } from '@/lib/shared/api';
import { classKeys } from './keys';
import { useChange, useOperation } from './query';

/** Others join while the page is looked at. */
const joinedEveryMs = 5_000;

export const useJoinLink = (id: string, initialData: Output<'GET /classes/{class}/join'>) =>
  useOperation(
    classKeys.join(id),
    'GET /classes/{class}/join',
    { params: { class: id } },
    { initialData, refetchInMs: (held) => (held?.link ? joinedEveryMs : false) },
  );

/** `mutate({ endsAt })`. */
export const useOpenJoinLink = (id: string) =>
  useChange(
    'PUT /classes/{class}/join',
    (body: Input<'PUT /classes/{class}/join'>['body']) => ({ params: { class: id }, body }),
    () => [classKeys.join(id)],
  );

export const useEndJoinLink = (id: string) =>
  useChange(
    'DELETE /classes/{class}/join',
    () => ({ params: { class: id } }),
    () => [classKeys.join(id)],
  );

/** The reader joins with the account they are signed in with. */
export const useJoin = (code: string) =>
  useChange(
    'POST /join/{code}',
    () => ({ params: { code } }),
    () => [],
  );

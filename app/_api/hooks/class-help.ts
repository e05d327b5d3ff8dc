import type { Input, Output } from '@/lib/shared/api';
import { courseKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** The reader's own raised hand and its place in the queue. */
export const useHand = (classId: string, options?: QueryOptions<Output<'GET /classes/{class}/hand'>>) =>
  useOperation(courseKeys.hand(classId), 'GET /classes/{class}/hand', { params: { class: classId } }, options);

export const useRaiseHand = (classId: string) =>
  useChange(
    'POST /classes/{class}/hand',
    (body: Input<'POST /classes/{class}/hand'>['body']) => ({ params: { class: classId }, body }),
    () => [courseKeys.hand(classId)],
  );

export const useLowerHand = (classId: string) =>
  useChange(
    'DELETE /classes/{class}/hand',
    (_: undefined) => ({ params: { class: classId } }),
    () => [courseKeys.hand(classId)],
  );

/** What staff said to the class, and to this reader in it. */
export const useAnnouncements = (classId: string) =>
  useOperation(courseKeys.announcements(classId), 'GET /classes/{class}/announcements', { params: { class: classId } });

/** The raised hands of a class, the longest waiting first. */
export const useHands = (classId: string) =>
  useOperation(courseKeys.hands(classId), 'GET /classes/{class}/hands', { params: { class: classId } });

/** `mutate({ hand, take })`: whoever asks is on it. */
export const useClaimHand = (classId: string) =>
  useChange(
    'POST /classes/{class}/hands/{hand}/claim',
    ({ hand, take }: { hand: string; take?: boolean }) => ({ params: { class: classId, hand }, body: { take } }),
    () => [courseKeys.hands(classId)],
  );

/** `mutate({ hand, answer })`. */
export const useAnswerHand = (classId: string) =>
  useChange(
    'POST /classes/{class}/hands/{hand}/answer',
    ({ hand, answer }: { hand: string; answer: string }) => ({ params: { class: classId, hand }, body: { answer } }),
    () => [courseKeys.hands(classId)],
  );

/** `mutate(hand)`. */
export const useDoneHand = (classId: string) =>
  useChange(
    'POST /classes/{class}/hands/{hand}/done',
    (hand: string) => ({ params: { class: classId, hand } }),
    () => [courseKeys.hands(classId)],
  );

export const useAnnounce = (classId: string) =>
  useChange(
    'POST /classes/{class}/announcements',
    (body: Input<'POST /classes/{class}/announcements'>['body']) => ({ params: { class: classId }, body }),
    () => [courseKeys.announcements(classId)],
  );

/** `mutate(announcement)`. */
export const useTakeBackAnnouncement = (classId: string) =>
  useChange(
    'DELETE /classes/{class}/announcements/{announcement}',
    (announcement: string) => ({ params: { class: classId, announcement } }),
    () => [courseKeys.announcements(classId)],
  );

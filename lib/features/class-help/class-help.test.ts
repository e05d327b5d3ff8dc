import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkStep } from '@/lib/features/progress/check-step';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { announce, endAnnouncement, listAnnouncements } from './announcements';
import { answerHand, claimHand, endHand, listHands } from './hands';
import { getOwnHand, lowerHand, raiseHand } from './own-hand';

let panel: ApiPanel;
const classId = idOf('classa');
beforeEach(async () => {
  panel = await startApiPanel();
  await panel.runtime.db.helpRequest.deleteMany();
  await panel.runtime.db.announcement.deleteMany();
});
afterEach(() => panel.stop());
const at = (seconds: number) => ({
  now: () => new Date(Date.parse('2026-01-01T10:00:00Z') + seconds * 1000),
  locale: 'en' as const,
});

test('a hand has its place in the queue, and raising it again, in two tabs at once, keeps it', async () => {
  const [own, other] = [await panel.as('own', at(0)), await panel.as('other', at(10))];
  await Promise.all([1, 2, 3].map(() => raiseHand(own, { classId })));
  expect(await raiseHand(other, { classId, message: 'Why?' })).toMatchObject({ place: 2, hand: { message: 'Why?' } });
  expect(await raiseHand(await panel.as('own', at(20)), { classId, message: 'Still' })).toMatchObject({
    place: 1,
    hand: { message: 'Still' },
  });
  expect(await panel.runtime.db.helpRequest.count()).toBe(2);
  expect(await lowerHand(own, { classId })).toMatchObject({ hand: null, place: null });
  expect(await getOwnHand(other, { classId })).toMatchObject({ place: 1 });
});

test('staff see where it is red and whom the same stops; a claim is one’s until it is taken over', async () => {
  const step = { classId, lessonId: 'first', stepId: 'make' };
  for (const person of ['own', 'other'] as const) {
    await checkStep(await panel.as(person), step);
    await raiseHand(await panel.as(person, at(0)), { classId, lesson: 'first', step: 'make', lastLines: '$ docker' });
  }
  const staff = await panel.as('instructor', at(60));
  const { items } = await listHands(staff, { classId });
  const own = items.find(({ userId }) => userId === idOf('own'));
  expect(own).toMatchObject({
    node: 'node0',
    stepTitle: 'Make',
    reason: 'image_missing',
    says: 'There is no image ubuntu on the node.',
    lastLines: '$ docker',
    alike: [idOf('other')],
  });
  const ref = { classId, handId: own?.id ?? '' };
  expect(await claimHand(staff, ref)).toMatchObject({ claimedBy: 'instructor' });
  const admin = await panel.as('admin', at(70));
  await expect(claimHand(admin, ref)).rejects.toMatchObject({ code: 'conflict' });
  expect(await claimHand(admin, { ...ref, take: true })).toMatchObject({
    claimedBy: 'admin',
    claimedAt: at(60).now().toISOString(),
  });
  expect(await getOwnHand(await panel.as('own', at(80)), { classId })).toMatchObject({
    place: null,
    hand: { claimedBy: 'admin' },
    waitMinutes: 1,
  });
});

test('a hand whose step turned green is offered as done, to both sides, until the step is begun anew', async () => {
  const step = { classId, lessonId: 'first', stepId: 'make' };
  const [own, staff] = [await panel.as('own'), await panel.as('instructor')];
  await raiseHand(own, { classId, lesson: 'first', step: 'make' });
  const offered = async () => [
    (await getOwnHand(own, { classId })).hand?.turnedGreen,
    (await listHands(staff, { classId })).items[0]?.turnedGreen,
  ];
  expect(await offered()).toEqual([false, false]);
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await checkStep(own, step);
  expect(await offered()).toEqual([true, true]);
  const { db, newId, now } = panel.runtime;
  await db.stepReset.create({
    data: { id: newId(), classId, userId: idOf('own'), lessonId: 'first', stepId: 'make', round: 1, at: now() },
  });
  expect(await offered()).toEqual([false, false]);
});

test('an answer ends the hand, and the student reads it for ten minutes', async () => {
  await raiseHand(await panel.as('own', at(0)), { classId });
  const staff = await panel.as('instructor', at(30));
  const [hand] = (await listHands(staff, { classId })).items;
  const ref = { classId, handId: hand?.id ?? '' };
  await answerHand(staff, { ...ref, answer: 'On the host.' });
  expect(await getOwnHand(await panel.as('own', at(60)), { classId })).toMatchObject({
    ...{ hand: null, lastAnswer: { by: 'instructor', text: 'On the host.' } },
  });
  expect((await getOwnHand(await panel.as('own', at(700)), { classId })).lastAnswer).toBeNull();
  await expect(endHand(staff, ref)).rejects.toMatchObject({ code: 'not_found' });
  // And another may be raised.
  expect(await raiseHand(await panel.as('own', at(90)), { classId })).toMatchObject({ place: 1 });
});

test('another class’s staff neither see nor take a hand', async () => {
  await raiseHand(await panel.as('own'), { classId });
  const [hand] = (await listHands(await panel.as('admin'), { classId })).items;
  const stranger = await panel.as('stranger');
  await expect(listHands(stranger, { classId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(claimHand(stranger, { classId: idOf('classb'), handId: hand?.id ?? '' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('an announcement is read by those it is for, in their language', async () => {
  const staff = await panel.as('instructor', at(0));
  await announce(staff, { classId, text: { en: 'Break', ko: '휴식' } });
  const some = await announce(staff, { classId, text: { en: 'Look at 5.3' }, users: [idOf('own')] });
  const texts = async (person: 'own' | 'other' | 'instructor', locale: 'ko' | 'en') =>
    (await listAnnouncements(await panel.as(person, { locale }), { classId })).items.map(({ text }) => text).sort();
  expect(await texts('own', 'ko')).toEqual(['Look at 5.3', '휴식']);
  expect(await texts('other', 'en')).toEqual(['Break']);
  expect(await texts('instructor', 'en')).toEqual(['Break', 'Look at 5.3']);
  await endAnnouncement(staff, { classId, announcementId: some.id });
  expect(await texts('own', 'en')).toEqual(['Break']);
  await expect(announce(staff, { classId, text: { en: 'x' }, users: [idOf('stranger')] })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(announce(staff, { classId, text: { en: 'x' }, lesson: 'none' })).rejects.toMatchObject({ code: 'not_found' });
});

test('one call for attention at a time', async () => {
  const staff = await panel.as('instructor');
  for (const text of ['first', 'second']) await announce(staff, { classId, kind: 'eyes', text: { en: text } });
  expect((await listAnnouncements(staff, { classId })).items.map(({ text }) => text)).toEqual(['second']);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerHand, claimHand, listHands } from '@/lib/features/class-help/hands';
import { raiseHand } from '@/lib/features/class-help/own-hand';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { emptyStart, verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import type { TrackItem } from '@/lib/shared/track';
import { predictStep } from '../answers';
import { checkStep } from '../check-step';
import { excuseStep } from '../excuse-step';
import { openLesson } from '../lessons';
import { openHelp } from '../open-help';
import { cutPage, getTrack } from './get-track';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
  await panel.runtime.db.helpRequest.deleteMany();
});
afterEach(() => panel.stop());

const classId = idOf('classa');
const userId = idOf('own');
const make = { classId, lessonId: 'first', stepId: 'make' };
const track = async (more: { cursor?: string; limit?: number } = {}) =>
  getTrack(await panel.as('instructor', { locale: 'en' }), { classId, userId, limit: 50, ...more });
/** Oldest first, each in a few words. */
const words = (items: readonly TrackItem[]): string[] =>
  items.toReversed().map((item) => {
    const place = item.step ?? item.lesson ?? '';
    switch (item.kind) {
      case 'check':
        return `${place} ${item.verdict}: ${item.says}`;
      case 'passed':
        return `${place} passed ${item.how}`;
      case 'help':
        return `${place} help ${item.level}`;
      case 'wrote':
        return `${place} ${item.what} ${item.value}`;
      case 'hand':
        return `${place} hand ${item.what} ${item.by} ${item.text}`;
      case 'similar':
        return `${place} similar ${item.with.join(' ')}`;
      case 'excused':
      case 'reset':
        return `${place} ${item.kind} ${item.by}`;
      default:
        return `${place} ${item.kind}`;
    }
  });

test('one line: the lesson, what was written, seen and helped, the hand, and what staff did', async () => {
  const own = await panel.as('own', { locale: 'en' });
  await openLesson(own, { classId, lessonId: 'first' });
  await panel.runtime.progress.settled();
  await predictStep(own, { ...make, value: '1' });
  await openHelp(own, { ...make, level: 2 });
  await openHelp(own, { ...make, level: 2 });
  await raiseHand(own, { classId, lesson: 'first', step: 'make', message: 'Why?' });
  const staff = await panel.as('instructor', { locale: 'en' });
  const [hand] = (await listHands(staff, { classId })).items;
  await claimHand(staff, { classId, handId: hand?.id ?? '' });
  await answerHand(staff, { classId, handId: hand?.id ?? '', answer: 'On the host.' });
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  await checkStep(own, make);
  await panel.runtime.progress.settled();
  const reset = { classId, userId, lessonId: 'first', stepId: 'make', round: 1, byId: idOf('instructor') };
  await panel.runtime.progress.change({ classId, userId }, async (tx, { newId, tick }) => {
    await tx.stepReset.create({ data: { id: newId(), ...reset, at: tick() } });
    return null;
  });
  await excuseStep(staff, { ...make, userId });
  const { items, ...head } = await track();
  const said = words(items);
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  for (const line of [
    'first lesson',
    'intro passed alone',
    'make failed: There is no image ubuntu on the node.',
    'make prediction 1',
    'make help 2',
    'make hand raised null Why?',
    'make hand claimed instructor null',
    'make hand answered instructor On the host.',
    'make truth 3',
    'make passed hint',
    'make reset instructor',
    'make excused instructor',
  ])
    expect(said).toContain(line);
  expect(said.filter((line) => line === 'make help 2')).toHaveLength(1);
  expect(said.at(-1)).toBe('make excused instructor');
  expect(items.find(({ step }) => step === 'make')?.title).toBe('Make');
  expect(head).toMatchObject({ name: 'own', node: 'node0', steps: 4, hasGap: false });
});

test('a hint that was shown is in it once, with its text', async () => {
  const own = await panel.as('own', { locale: 'en' });
  panel.judge.check = async () => verdictOf(['inside'], () => true).checks[0] as never;
  await openLesson(own, { classId, lessonId: 'first' });
  for (let n = 0; n < 4; n++) await checkStep(own, make);
  const helps = (await track()).items.filter((item) => item.kind === 'help');
  expect(helps).toMatchObject([{ level: 1, says: 'Leave the container' }]);
});

test('what Docker did on the node since the lesson began, by the panel’s clock, and nothing of before', async () => {
  const { db, bus, progress } = panel.runtime;
  await openLesson(await panel.as('own'), { classId, lessonId: 'first' });
  await progress.settled();
  // The clock of the node is an hour behind.
  const begun = Date.parse('2026-01-01T10:00:00Z');
  const facts = JSON.stringify({ ...emptyStart, at: begun, nodeAt: begun - 3_600_000 });
  await db.lessonStart.updateMany({ data: { facts } });
  const event = (action: string, atMs: number) => ({
    ...{ kind: 'container' as const, action, id: 'a'.repeat(64), name: 'web', image: 'nginx', exitCode: null, atMs },
  });
  for (const [action, at] of [
    ['create', -1],
    ['start', 60_000],
    ['resize', 61_000],
  ] as const)
    bus.publish('docker.told', { nodeId: idOf('node0'), event: event(action, begun - 3_600_000 + at) });
  const deeds = (await track()).items.filter((item) => item.kind === 'deed');
  expect(deeds).toMatchObject([
    { action: 'start', on: 'container', name: 'web', image: 'nginx', node: 'node0', at: new Date(begun + 60_000).toISOString() },
  ]);
  // What was before the panel heard of the node is not known.
  expect((await track()).hasGap).toBe(true);
});

test('pages meet without a gap and without an item twice', async () => {
  const own = await panel.as('own');
  await openLesson(own, { classId, lessonId: 'first' });
  for (let n = 0; n < 3; n++) await checkStep(own, make);
  const whole = (await track()).items.map(({ key }) => key);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await track({ limit: 2, ...(cursor !== undefined && { cursor }) });
    seen.push(...page.items.map(({ key }) => key));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(whole);
  const at = (time: number, key: string) => ({ at: time, key });
  expect(cutPage([at(1, 'a'), at(3, 'c'), at(2, 'b'), at(3, 'd')], 1)).toEqual({ page: [at(3, 'c'), at(3, 'd')], next: 3 });
  const verdict = { ...at(3, 'a'), kind: 'check' };
  const passed = { ...at(3, 'z'), kind: 'passed' };
  expect(cutPage([verdict, passed], 5).page).toEqual([passed, verdict]);
  expect(cutPage([at(1, 'a')], 1)).toEqual({ page: [at(1, 'a')], next: null });
});

test('staff of the class alone', async () => {
  for (const person of ['own', 'other', 'stranger'] as const)
    await expect(getTrack(await panel.as(person), { classId, userId, limit: 5 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(getTrack(await panel.as('instructor'), { classId, userId: idOf('stranger'), limit: 5 })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('an image made from another student’s is told at both, and own work afterwards passes', async () => {
  const made = (top: string, of: boolean | string = true) => {
    panel.judge.answer = ({ checks }) => {
      const verdict = verdictOf(checks, () => of);
      const facts = {
        images: [{ ref: 'x', about: { diffIds: ['1', top] }, touched: true }],
        base: { ref: 'ubuntu', diffIds: ['1'] },
      };
      return {
        ...verdict,
        checks: verdict.checks.map((check) => ({ ...check, facts: check.checkId === 'image' ? facts : null })),
      };
    };
  };
  const similar = async (who: string) => {
    const { items } = await getTrack(await panel.as('instructor', { locale: 'en' }), { classId, userId: idOf(who), limit: 50 });
    return words(items).filter((line) => line.includes('similar'));
  };
  made('anna');
  await checkStep(await panel.as('own'), make);
  expect(await similar('own')).toEqual([]);
  // Brought by a registry: the image is there, and nobody made it here.
  made('anna', 'deed_missing');
  expect(await checkStep(await panel.as('other'), make)).toMatchObject({ state: 'failed' });
  expect([await similar('own'), await similar('other')]).toEqual([['make similar other'], ['make similar own']]);
  made('boris');
  expect(await checkStep(await panel.as('other'), make)).toMatchObject({ state: 'passed' });
  expect(await similar('other')).toEqual(['make similar own']);
  await panel.runtime.progress.settled();
});

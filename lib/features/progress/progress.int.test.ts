import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFaultProxy } from '@/lab/farm/fault-proxy';
import {
  downLab,
  ensureLab,
  execOnNode,
  killNode,
  type Lab,
  type LabNode,
  makeKeyPair,
  setupRootLogin,
  startDockerd,
  startNode,
} from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { buildActor, buildClass, buildCtx, buildEnrolment, buildUser } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { cleanDocker, makeShellsNoisy, oldestAndNewest, until } from '@/lib/testing/test-lab';
import { packFiles } from '@/lib/features/courses/archive';
import { answerStep } from './answers';
import { checkStep } from './check-step';
import { brokenAt } from './evidence-chain';
import { getLesson, openLesson } from './lessons';
import { resetStep } from './reset-step';

const name = 'progress';
const directory = mkdtempSync(path.join(tmpdir(), 'berth-progress-'));
let lab: Lab;
let panel: FleetPanel;
let privateKey: string;

/** A directory, a question and a path that exists already: what needs no image. */
const files: Record<string, string> = {
  'course.yaml': 'id: small\nversion: 1.0.0\ntitle: { en: Small }\nlanguages: [en]\nlessons: [one]\n',
  'lessons/one/lesson.yaml': `
title: { en: One }
minutes: 5
steps:
  - id: dir
    title: { en: A directory }
    where: host-root
    checks: [{ id: dir, is: file, path: /lab/chroot, type: directory }]
    creates: { paths: [/lab/] }
  - id: ask
    title: { en: A question }
    checks: [{ id: name, is: answer, ask: { en: Its name }, kind: name, truth: { of: node.name } }]
  - id: pull
    title: { en: An image }
    checks:
      - { id: image, is: image, ref: ubuntu }
      - { id: deed, is: deed, event: pull, image: ubuntu }
    creates: { images: [ubuntu] }
  - id: image
    title: { en: Another image }
    checks: [{ id: image, is: image, ref: alpine }]
  - id: late
    title: { en: Another directory }
    checks: [{ id: dir, is: file, path: /lab/late, type: directory }]
`,
  'lessons/one/en.md': '::step{#dir}\n\n::step{#ask}\n\n::step{#pull}\n\n::step{#image}\n\n::step{#late}\n',
};

beforeAll(async () => {
  lab = await ensureLab({ name, nodes: await oldestAndNewest() });
  const key = await makeKeyPair(path.join(directory, 'key'));
  privateKey = key.privateKey;
  for (const node of lab.nodes) await setupRootLogin(name, node.name, key.publicKey);
  await makeShellsNoisy(name, lab.nodes);
  panel = await startFleetPanel();
  await panel.runtime.progress.start();
});
afterAll(async () => {
  await panel?.stop();
  rmSync(directory, { recursive: true, force: true });
  await downLab(name);
});

/** A student of a class with the small course, and the node that is theirs. @param at where the panel reaches it */
async function student(
  node: LabNode,
  at: { host?: string; port?: number } = {},
): Promise<{ ctx: Ctx; classId: string; nodeId: string; runs(command: string): Promise<unknown> }> {
  const { db, courses, fleet } = panel.runtime;
  const zip = packFiles(new Map(Object.entries(files).map(([file, text]) => [file, new TextEncoder().encode(text)])));
  const course = await courses.addArchive(zip, 'upload');
  const user = await buildUser(db);
  const { id: classId } = await buildClass(db, { courseHash: course.hash });
  await buildEnrolment(db, { classId, userId: user.id });
  const nodeId = await panel.register(node, { loginUser: 'root', credential: { kind: 'private_key', privateKey }, ...at });
  await panel.becomes(nodeId, 'ready');
  await db.node.update({
    where: { id: nodeId },
    data: { classId, assignments: { create: { userId: user.id, createdAt: new Date() } } },
  });
  await cleanDocker(await fleet.engine(nodeId));
  const runs = (command: string) => execOnNode(name, node.name, ['sh', '-c', command]);
  await runs('rm -rf /lab');
  const actor = buildActor({ id: user.id, name: user.name });
  return { ctx: buildCtx(panel.runtime, actor, { locale: 'en' }), classId, nodeId, runs };
}

test('a lesson on real nodes: red, done and green, answered, reset and red again', async () => {
  for (const node of lab.nodes) {
    const { ctx, classId, nodeId, runs } = await student(node);
    const dir = { classId, lessonId: 'one', stepId: 'dir' };
    await openLesson(ctx, { classId, lessonId: 'one' });
    const red = await checkStep(ctx, dir);
    expect([red.state, red.checks[0]?.reason], node.name).toEqual(['failed', 'file_missing']);
    await runs('mkdir -p /lab/chroot');
    expect((await checkStep(ctx, dir)).state, node.name).toBe('passed');
    expect((await answerStep(ctx, { ...dir, stepId: 'ask', check: 'name', value: 'no such node' })).progress.state).toBe(
      'failed',
    );
    expect((await answerStep(ctx, { ...dir, stepId: 'ask', check: 'name', value: node.name })).questions[0]?.isRight).toBe(true);
    const dry = await resetStep(ctx, { ...dir, dryRun: true });
    expect(dry.items[0], node.name).toMatchObject({ paths: ['/lab'], problem: null });
    await resetStep(ctx, dir);
    expect((await checkStep(ctx, dir)).state, node.name).toBe('failed');
    const lesson = await getLesson(ctx, { classId, lessonId: 'one' });
    expect(lesson.steps.map(({ progress }) => progress.state)).toEqual(['failed', 'passed', 'working', 'untouched', 'untouched']);
    const evidence = await panel.runtime.db.evidence.findMany({ where: { classId }, orderBy: { seq: 'asc' } });
    expect([evidence.length >= 4, brokenAt(evidence)]).toEqual([true, null]);
    await panel.forget(nodeId);
  }
});

test('what was there before the lesson does not count, and what Docker tells turns a step green by itself', async () => {
  for (const node of lab.nodes) {
    const { ctx, classId, nodeId, runs } = await student(node);
    await runs('mkdir -p /lab/chroot');
    await openLesson(ctx, { classId, lessonId: 'one' });
    expect((await checkStep(ctx, { classId, lessonId: 'one', stepId: 'dir' })).checks[0]?.reason).toBe('stale');
    const pull = async () => (await getLesson(ctx, { classId, lessonId: 'one' })).steps[2]?.progress.state;
    expect(await pull(), node.name).toBe('untouched');
    await runs('docker pull -q ubuntu');
    await until(`${node.name}: green by itself`, pull, (state) => state === 'passed', 20_000);
    const { items } = await resetStep(ctx, { classId, lessonId: 'one', stepId: 'pull' });
    expect(items[0], node.name).toMatchObject({ images: ['ubuntu:latest'], problem: null });
    const again = await checkStep(ctx, { classId, lessonId: 'one', stepId: 'pull' });
    // The pull of the round before counts no more, although it is in the log.
    expect(
      again.checks.map(({ verdict }) => verdict),
      node.name,
    ).toEqual(['failed', 'failed']);
    await runs('docker pull -q ubuntu');
    await until(`${node.name}: green again`, pull, (state) => state === 'passed', 20_000);
    await panel.forget(nodeId);
  }
});

test('what happens to a node in the middle of a check is no failure, nothing is lost, and it turns green by itself afterwards', async () => {
  for (const node of lab.nodes) {
    const line = await startFaultProxy(node);
    const { ctx, classId, nodeId, runs } = await student(node, { host: line.host, port: line.port });
    const step = (stepId: string) => ({ classId, lessonId: 'one', stepId });
    const states = async () => (await getLesson(ctx, { classId, lessonId: 'one' })).steps.map(({ progress }) => progress.state);
    /** The first of its steps, so many as are named. */
    const becomes = (wanted: string[]) =>
      until(
        `${node.name} to be ${wanted.join(', ')}`,
        states,
        (now) => now.slice(0, wanted.length).join() === wanted.join(),
        90_000,
      );
    /** A check is under way when `happens` comes, and cannot end before. */
    const checkWhile = async (stepId: string, happens: () => Promise<unknown>) => {
      const checking = checkStep(ctx, step(stepId));
      await happens();
      const { state, checks } = await checking;
      return [state, checks[0]?.verdict, checks[0]?.reason];
    };
    const daemon = (signal: string) => runs(`pkill -${signal} -x dockerd`);
    try {
      await openLesson(ctx, { classId, lessonId: 'one' });
      await runs('mkdir -p /lab/chroot');
      expect((await checkStep(ctx, step('dir'))).state).toBe('passed');
      await answerStep(ctx, { ...step('ask'), check: 'name', value: node.name });

      await daemon('STOP');
      const killed = await checkWhile('image', () => daemon('KILL'));
      expect(killed, node.name).toEqual(['errored', 'errored', expect.stringMatching(/^(engine_down|node_away)$/)]);
      await startDockerd(name, lab.subnet, node.name, node);
      await runs('docker pull -q ubuntu && docker pull -q alpine');
      // The step after them may have been looked at by then, or not.
      await becomes(['passed', 'passed', 'passed', 'passed']);

      line.faults.hold = true;
      const away = await checkWhile('late', () => killNode(name, node.name));
      expect(away, node.name).toEqual(['errored', 'errored', expect.stringMatching(/^(node_away|deadline)$/)]);
      await startNode(name, node.name);
      // The disk of the node is full: nothing of a check needs room on it, and it says what is so.
      await runs('mkdir -p /lab && mount -t tmpfs -o size=16k tmpfs /lab && mount -t tmpfs -o size=16k tmpfs /tmp');
      await runs('cp /dev/zero /lab/full; cp /dev/zero /tmp/full');
      line.faults.hold = false;
      await becomes(['passed', 'passed', 'passed', 'passed', 'working']);
      expect((await checkStep(ctx, step('late'))).checks[0]?.reason, node.name).toBe('file_missing');
      await runs('umount /lab /tmp');

      line.faults.latencyMs = 10_000;
      const late = await checkWhile('late', async () => {});
      expect(late, node.name).toEqual(['errored', 'errored', expect.stringMatching(/^(node_away|deadline)$/)]);
      await runs('mkdir -p /lab/late');
      line.faults.latencyMs = 0;
      await becomes(['passed', 'passed', 'passed', 'passed', 'passed']);
      const evidence = await panel.runtime.db.evidence.findMany({ where: { classId }, orderBy: { seq: 'asc' } });
      expect(brokenAt(evidence), node.name).toBe(null);
    } finally {
      await panel.forget(nodeId);
      await line.stop();
    }
  }
});

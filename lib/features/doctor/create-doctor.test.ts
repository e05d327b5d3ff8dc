import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { JobDto } from '@/lib/shared/jobs';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { createDoctor } from './create-doctor';
import type { Doctor } from './doctor';

let panel: ApiPanel;
let doctor: Doctor;
beforeEach(async () => {
  panel = await startApiPanel();
  const { db, bus, log, now, fleet } = panel.runtime;
  const away = {
    ...fleet,
    connectInStages: async () => {
      throw new AppError('node_unreachable');
    },
  };
  doctor = createDoctor({ db, bus, log, now, fleet: away, followsWork: true });
});
afterEach(async () => {
  vi.useRealTimers();
  await doctor.stop();
  await panel.stop();
});

const [node0, node1, node2] = [idOf('node0'), idOf('node1'), idOf('node2')];
const examinedAt = async (id: string) => (await panel.runtime.db.node.findUniqueOrThrow({ where: { id } })).doctorAt?.getTime();
const tell = (nodeId: string, over: Partial<JobDto>, step: string) =>
  panel.runtime.bus.publish('job.changed', {
    nodeId,
    kind: 'node.provision',
    state: 'done',
    progress: { kind: 'steps', steps: [{ id: 'docker.start', state: step, detail: null, error: null }], layers: [] },
    ...over,
  } as JobDto);

test('what was examined is examined again once work has changed it, and nothing else is', async () => {
  const before = new Map<string, number | undefined>();
  for (const id of [node0, node1]) {
    await doctor.examine(id);
    before.set(id, await examinedAt(id));
  }
  tell(node1, {}, 'planned');
  tell(node1, {}, 'ok');
  tell(node1, { state: 'running' }, 'done');
  tell(node1, { kind: 'image.pull' }, 'done');
  // Nobody has asked the doctor about this one.
  tell(node2, {}, 'done');
  const done: string[] = [];
  panel.runtime.bus.subscribe('doctor.changed', ({ nodeId, state }) => state === 'done' && done.push(nodeId));
  tell(node0, { kind: 'node.root-login', state: 'failed' }, 'failed');
  await expect.poll(() => done).toEqual([node0]);
  expect(await examinedAt(node0)).toBeGreaterThan(before.get(node0) ?? 0);
  expect(await examinedAt(node1)).toBe(before.get(node1));
  expect(await examinedAt(node2)).toBeUndefined();
});

test('sixteen nodes are examined at once, and each comes to its turn', async () => {
  const { db, bus, log, now, fleet } = panel.runtime;
  const { name: _, ...like } = await db.node.findUniqueOrThrow({ where: { id: node0 } });
  const ids = Array.from({ length: 20 }, (_none, n) => idOf(`more${n}x`));
  await db.node.createMany({ data: ids.map((id, n) => ({ ...like, id, name: `more${n}` })) });
  let inside = 0;
  let most = 0;
  const held: Array<() => void> = [];
  const slow = {
    ...fleet,
    ssh: async () => {
      throw new AppError('node_unreachable');
    },
    connectInStages: async () => {
      most = Math.max(most, ++inside);
      await new Promise<void>((resolve) => held.push(resolve));
      inside--;
      throw new AppError('node_unreachable');
    },
  };
  const own = createDoctor({ db, bus, log, now, fleet: slow, followsWork: false });
  const all = Promise.all(ids.map((id) => own.examine(id)));
  await expect.poll(() => inside).toBe(16);
  for (let done = 0; done < 20; done++) {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    held.shift()?.();
  }
  expect((await all).map(({ state }) => state)).toEqual(Array(20).fill('done'));
  expect(most).toBe(16);
  await own.stop();
});

test('what a node answers at once is told together, and the end after it', async () => {
  const told: Array<[string, number]> = [];
  panel.runtime.bus.subscribe('doctor.changed', ({ state, findings }) => told.push([state, findings.length]));
  const { findings } = await doctor.examine(node0);
  expect(told.at(0)).toEqual(['running', 0]);
  expect(told.at(-1)).toEqual(['done', findings.length]);
  expect(findings.length).toBeGreaterThan(10);
  expect(told.length).toBeLessThan(findings.length / 2);
});

test('a node that answers slowly is told at most once in 120 ms, and each time with more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const { db, bus, log, now } = panel.runtime;
  const late = async (): Promise<never> => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    throw new AppError('node_deadline');
  };
  const fleet = createFleetDouble({ connection: () => ({ user: 'root', run: late }) });
  const own = createDoctor({ db, bus, log, now, fleet: { ...fleet, root: late } });
  const told: Array<{ at: number; findings: number }> = [];
  bus.subscribe(
    'doctor.changed',
    ({ state, findings }) => state === 'running' && told.push({ at: Date.now(), findings: findings.length }),
  );
  let isOver = false;
  const examined = own.examine(node0).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await examined;
  expect(told.length).toBeGreaterThan(2);
  for (const [i, { at, findings }] of told.entries()) {
    const before = told[i - 1];
    if (!before) continue;
    expect(at - before.at).toBeGreaterThanOrEqual(120);
    expect(findings).toBeGreaterThan(before.findings);
  }
  await own.stop();
});

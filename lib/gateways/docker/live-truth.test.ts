import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import { createMemoryLog } from '@/lib/testing/memory-log';
import type { DockerEngine } from './engine';
import type { DockerEvent } from './engine/system';
import { createLiveModel, lookMs } from './live-model';

beforeEach(() => {
  vi.useFakeTimers({ fakeNodeBuiltins: true });
});
afterEach(() => {
  vi.useRealTimers();
});

const startedAt = '2026-01-01T00:00:00.000Z';
const row = (more: Partial<ContainerDto> = {}): ContainerDto => ({
  ...{ id: 'a'.repeat(64), name: 'web', image: 'alpine', imageId: 'i', command: 'sh', state: 'running', health: null },
  ...{ exitCode: null, createdAt: startedAt, startedAt, ports: [] },
  ...more,
});
const ended = { state: 'exited', exitCode: 0, startedAt: null } as const;

/** A daemon with one container: what it is, what its lists say of it, and how often it was asked for what. */
function daemon() {
  const asked: string[] = [];
  const d = { asked, is: row(), listed: row(), images: [] as ImageDto[], answers: true };
  const heard: Array<(event: DockerEvent) => void> = [];
  const engine = {
    system: {
      async *events(signal: AbortSignal) {
        yield { kind: 'other', action: 'subscribed', id: '', name: null, exitCode: null, atMs: 0 } as DockerEvent;
        while (!signal.aborted) yield await new Promise<DockerEvent>((resolve) => heard.push(resolve));
      },
      ping: async () => {
        asked.push('ping');
        if (!d.answers) throw new Error('no answer');
      },
    },
    containers: {
      list: async () => {
        asked.push('containers');
        return [d.listed];
      },
      inspect: async () => {
        asked.push('inspect');
        return d.is;
      },
    },
    images: {
      list: async () => {
        asked.push('images');
        return d.images;
      },
    },
  } as unknown as DockerEngine;
  const tell = async (action: string, more: Partial<DockerEvent> = {}) => {
    const atMs = Date.parse(d.is.startedAt ?? startedAt);
    heard.shift()?.({ kind: 'container', action, id: d.is.id, name: 'web', exitCode: null, atMs, ...more });
    await vi.advanceTimersByTimeAsync(0);
  };
  return Object.assign(d, { engine, tell });
}

async function opened() {
  const d = daemon();
  const told: string[][] = [];
  const log = createMemoryLog();
  const model = createLiveModel(d.engine, { log, random: () => 1, changed: (topics) => told.push(topics) });
  await model.open();
  d.asked.length = 0;
  return { d, model, told };
}

test('a container whose list still says "running" for a moment after its end is shown as ended within a second', async () => {
  const { d, model } = await opened();
  // Docker 20.10: `die` is told before the list knows, and nothing follows.
  d.is = row(ended);
  setTimeout(() => {
    d.listed = row(ended);
  }, 300);
  await d.tell('die', { exitCode: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(model.lists.containers[0]?.state).toBe('exited');
  model.close();
});

test.each([
  ['pause', 'running', 'paused'],
  ['unpause', 'paused', 'running'],
] as const)('after %s a container whose list still says "%s" for a moment is soon shown as %s', async (action, before, after) => {
  const { d, model } = await opened();
  d.listed = row({ state: before });
  await model.sync();
  // Docker 20.10: told before the list knows, and nothing follows.
  d.is = row({ state: after });
  setTimeout(() => {
    d.listed = row({ state: after });
  }, 300);
  await d.tell(action);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(model.lists.containers[0]?.state).toBe(after);
  model.close();
});

test('a list that was under way when a container ended does not bring it back to life', async () => {
  const { d, model } = await opened();
  d.listed = row(ended);
  await model.sync();
  let answer: (rows: ContainerDto[]) => void = () => {};
  const before = d.engine.containers.list;
  d.engine.containers.list = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  d.is = row();
  await d.tell('start');
  d.engine.containers.list = before;
  // It runs while the list is made, and ends before the answer is here.
  d.is = row(ended);
  await d.tell('die', { exitCode: 0 });
  answer([row()]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(model.lists.containers[0]?.state).toBe('exited');
  model.close();
});

test('an event of a container asks for containers alone, and their number is counted anew on the images', async () => {
  const { d, model, told } = await opened();
  const image = { id: 'i', tags: ['alpine'], digests: [], createdAt: startedAt, sizeBytes: 1, containers: 0 };
  d.images = [image];
  await model.sync();
  expect(model.lists.images[0]?.containers).toBe(1);
  d.asked.length = 0;
  d.listed = row({ ...ended, imageId: 'other' });
  d.is = d.listed;
  await d.tell('die', { exitCode: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(d.asked.filter((what) => what === 'images')).toEqual([]);
  expect(model.lists.images[0]?.containers).toBe(0);
  expect(told.at(-1)).toEqual(['containers', 'images']);
  await d.tell('tag', { kind: 'image' });
  expect(d.asked).toContain('images');
  model.close();
});

test('an event that says what the row says already costs the node nothing', async () => {
  const { d, model } = await opened();
  for (const action of ['start', 'unpause', 'exec_start: sh', 'kill']) await d.tell(action);
  await d.tell('rename', { name: 'web' });
  await d.tell('create');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(d.asked).toEqual([]);
  for (const [action, changed] of [
    ['health_status: unhealthy', { health: 'unhealthy' }],
    ['pause', { state: 'paused' }],
    ['destroy', { name: 'gone' }],
  ] as const) {
    d.listed = row(changed);
    await d.tell(action);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(model.lists.containers[0]).toMatchObject(changed);
  }
  model.close();
});

test('an event of a network costs the node nothing, and is told at once: whoever looks asks', async () => {
  const { d, model, told } = await opened();
  for (const action of ['create', 'connect', 'disconnect', 'destroy']) await d.tell(action, { kind: 'network', id: 'n' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(d.asked).toEqual([]);
  expect(told).toEqual([['networks'], ['networks'], ['networks'], ['networks']]);
  model.close();
});

test('an event of a volume costs the node nothing, and is told at once unless it is a mount', async () => {
  const { d, model, told } = await opened();
  for (const action of ['create', 'mount', 'unmount', 'destroy', 'prune']) await d.tell(action, { kind: 'volume', id: 'data' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(d.asked).toEqual([]);
  expect(told).toEqual([['volumes'], ['volumes']]);
  model.close();
});

test('a container that leaves a network while it runs is listed again, and one that comes to it with its start is not', async () => {
  const { d, model } = await opened();
  const container = d.is.id;
  const startedMs = Date.parse(startedAt);
  // Its ports are published by the network that it has left.
  d.listed = row({ ports: [] });
  await d.tell('connect', { kind: 'network', id: 'n', container, atMs: startedMs - 1 });
  await d.tell('disconnect', { kind: 'network', id: 'n', container: 'b'.repeat(64), atMs: startedMs + 60_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(d.asked).toEqual([]);
  await d.tell('disconnect', { kind: 'network', id: 'n', container, atMs: startedMs + 60_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  // It is told before the lists know: the container itself is asked first, which waits until they do.
  expect(d.asked).toEqual(['inspect', 'containers']);
  // One that ends leaves its networks: of that its own events tell.
  d.listed = row(ended);
  await model.sync();
  d.asked.length = 0;
  await d.tell('disconnect', { kind: 'network', id: 'n', container, atMs: startedMs + 90_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(d.asked).toEqual([]);
  model.close();
});

test('one command costs one list, whatever events come of it, and a command that failed is followed by one too', async () => {
  const { d, model } = await opened();
  await model.change('web', async () => {
    d.is = row(ended);
    d.listed = row(ended);
    for (const action of ['kill', 'die', 'stop']) await d.tell(action, { exitCode: action === 'kill' ? null : 0 });
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(d.asked).toEqual(['containers']);
  expect(model.lists.containers[0]?.state).toBe('exited');
  d.asked.length = 0;
  d.listed = row({ state: 'removing' });
  const removal = model.change('web', async () => {
    throw new Error('failed to remove root filesystem');
  });
  await expect(removal).rejects.toThrow('failed to remove');
  expect(d.asked).toEqual(['containers']);
  expect(model.lists.containers[0]?.state).toBe('removing');
  model.close();
});

test('a command that takes long keeps what happens meanwhile from nobody', async () => {
  const { d, model } = await opened();
  let done: () => void = () => {};
  const command = model.change('web', () => new Promise<void>((resolve) => (done = resolve)));
  d.is = row({ state: 'paused' });
  d.listed = d.is;
  await d.tell('pause');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(model.lists.containers[0]?.state).toBe('paused');
  done();
  await command;
  model.close();
});

test('what changed without an event is seen while somebody looks, and later while nobody does', async () => {
  expect(lookMs).toEqual({ ping: 30_000, watched: 30_000, unwatched: 300_000 });
  const { d, model } = await opened();
  model.watch(true);
  d.images = [{ id: 'n', tags: [], digests: [], createdAt: startedAt, sizeBytes: 1, containers: 0 }];
  await vi.advanceTimersByTimeAsync(lookMs.watched + 1_000);
  expect(model.lists.images).toHaveLength(1);
  model.watch(false);
  d.images = [];
  await vi.advanceTimersByTimeAsync(lookMs.unwatched / 2);
  expect(model.lists.images).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(lookMs.unwatched);
  expect(model.lists.images).toHaveLength(0);
  // Who comes back sees what is, not what was.
  d.images = [{ id: 'n', tags: [], digests: [], createdAt: startedAt, sizeBytes: 1, containers: 0 }];
  await vi.advanceTimersByTimeAsync(lookMs.watched * 2);
  model.watch(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(model.lists.images).toHaveLength(1);
  model.close();
});

test('an Engine that answers no ping ends the model, whether its turn has come or a call was not answered', async () => {
  const first = await opened();
  first.d.answers = false;
  await vi.advanceTimersByTimeAsync(lookMs.ping + 1_000);
  expect((await first.model.lost).message).toBe('no answer');
  const second = await opened();
  second.d.answers = false;
  second.model.suspect();
  expect((await second.model.lost).message).toBe('no answer');
});

test('what a typed build or a start that failed did without an event is seen soon; a node nobody looks at is not asked', async () => {
  const { d, model } = await opened();
  const imagesAfter = async (seconds: number) => {
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    return d.asked.filter((what) => what === 'images').length;
  };
  model.entered();
  expect(await imagesAfter(3)).toBe(0);

  model.watch(true);
  d.asked.length = 0;
  model.entered();
  expect(await imagesAfter(1.9)).toBe(0);
  // A line of somebody else, or the next one: the first look is begun anew.
  model.entered();
  expect(await imagesAfter(1.9)).toBe(0);
  const looks = [await imagesAfter(0.2), await imagesAfter(2), await imagesAfter(4), await imagesAfter(7)];
  expect(looks).toEqual([1, 2, 3, 3]);
  expect(d.asked.filter((what) => what === 'containers')).toHaveLength(1);
  d.images = [{ id: 'untagged' } as ImageDto];
  await imagesAfter(1);
  expect(model.lists.images).toMatchObject([{ id: 'untagged' }]);
  model.close();
});

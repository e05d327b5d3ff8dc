import { expect, test } from 'vitest';
import type { ContainerDto } from '@/lib/shared/containers';
import { createMemoryLog } from '@/lib/testing/memory-log';
import type { DockerEngine } from './engine';
import type { DockerEvent } from './engine/system';
import { createLiveModel } from './live-model';

const named = (name: string) => ({ name }) as ContainerDto;

/** An engine whose lists are answered when the test says so, in any order, and which sends no event but the first. */
function scriptedEngine() {
  const asked: Array<(containers: ContainerDto[]) => void> = [];
  async function* events(signal: AbortSignal): AsyncGenerator<DockerEvent> {
    yield { kind: 'other', action: 'subscribed', id: '', name: null, exitCode: null, atMs: 0 };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  const engine = {
    system: { events },
    images: { list: async () => [] },
    containers: { list: () => new Promise<ContainerDto[]>((resolve) => asked.push(resolve)) },
  } as unknown as DockerEngine;
  return { engine, asked };
}

/** A turn of the event loop: everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function openedModel() {
  const { engine, asked } = scriptedEngine();
  const told: string[][] = [];
  const model = createLiveModel(engine, { log: createMemoryLog(), changed: (topics) => told.push(topics) });
  const opened = model.open();
  await settled();
  asked.shift()?.([named('old')]);
  await opened;
  return { model, asked, told };
}

test('after a sync the model has what was changed before it, and says so', async () => {
  const { model, asked, told } = await openedModel();
  expect(model.lists.containers).toEqual([named('old')]);
  const synced = model.sync();
  asked.shift()?.([named('new')]);
  await synced;
  expect(model.lists.containers).toEqual([named('new')]);
  expect(told).toEqual([['containers']]);
  model.close();
});

test('a list that was asked for earlier and answers later changes nothing', async () => {
  const { model, asked } = await openedModel();
  const early = model.sync();
  const late = model.sync();
  asked[1]?.([named('after')]);
  await late;
  asked[0]?.([named('before')]);
  await early;
  expect(model.lists.containers).toEqual([named('after')]);
  model.close();
});

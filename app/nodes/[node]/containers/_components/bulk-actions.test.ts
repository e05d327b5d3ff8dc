import { expect, test } from 'vitest';
import type { ContainerDto, ContainerState } from '@/lib/shared/containers';
import { webContainer } from '@/lib/testing/fleet-double';
import { actOnEach, bulkCommands, type BulkOutcome, concerned } from './bulk-actions';

const made = (name: string, state: ContainerState = 'running'): ContainerDto => ({ ...webContainer, id: name, name, state });
const all = [made('runs'), made('rests', 'paused'), made('ended', 'exited'), made('new', 'created')];
const names = (some: readonly ContainerDto[]) => some.map(({ name }) => name);

test('only what it would do something to is meant', () => {
  expect(names(concerned('start', all))).toEqual(['ended', 'new']);
  expect(names(concerned('stop', all))).toEqual(['runs', 'rests']);
  expect(names(concerned('pause', all))).toEqual(['runs']);
  expect(names(concerned('unpause', all))).toEqual(['rests']);
  expect(names(concerned('kill', all))).toEqual(['runs', 'rests']);
  expect(concerned('restart', all)).toEqual(all);
  expect(concerned('remove', all)).toEqual(all);
});

test('one line does it, and what runs is removed by force by another', () => {
  expect(bulkCommands('stop', all.slice(0, 2))).toEqual(['docker stop runs rests']);
  expect(bulkCommands('remove', all)).toEqual(['docker rm ended new', 'docker rm -f runs rests']);
  expect(bulkCommands('remove', [made('a b')])).toEqual([`docker rm -f 'a b'`]);
});

test('one that fails stops no other, and a few are under way at a time', async () => {
  const told = new Map<string, BulkOutcome>();
  let inFlight = 0;
  let most = 0;
  const twenty = Array.from({ length: 20 }, (_, n) => made(`c${n}`));
  await actOnEach(
    twenty,
    async ({ name }) => {
      most = Math.max(most, ++inFlight);
      await Promise.resolve();
      inFlight--;
      if (name === 'c7') throw new Error('no');
    },
    (id, outcome) => told.set(id, outcome),
  );
  expect(most).toBe(4);
  expect(told.size).toBe(20);
  expect([...told].filter(([, outcome]) => !outcome?.ok)).toEqual([['c7', { ok: false, error: new Error('no') }]]);
});

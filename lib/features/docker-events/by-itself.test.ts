import { expect, test, vi } from 'vitest';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import type { ContainerState } from '@/lib/shared/containers';
import { ByItself } from './by-itself';

const at = Date.parse('2026-01-01T00:00:00Z');
type Told = string | { action: string; ms?: number; state?: ContainerState };

/** What came by itself of these events of one container and its network, in their order. */
async function own(...told: Told[]): Promise<string[]> {
  const byItself = new ByItself();
  const heard = told.map((one): [string, boolean | Promise<boolean>] => {
    const { action, ms = 0, state } = typeof one === 'string' ? { action: one } : one;
    const about: Pick<DockerEvent, 'kind' | 'id' | 'container'> = /connect$/.test(action)
      ? { kind: 'network', id: 'app', container: 'c1' }
      : { kind: 'container', id: 'c1' };
    return [action, byItself.hear({ ...about, action, name: null, exitCode: null, atMs: at + ms }, state)];
  });
  const known = await Promise.all(heard.map(async ([action, is]) => ((await is) ? [action] : [])));
  return known.flat();
}

test('health checks and memory that ran out are nobody’s', async () => {
  expect(await own('health_status: healthy', 'oom', 'pause')).toEqual(['health_status: healthy', 'oom']);
});

test('what a policy restarts is nobody’s, with the networks that the container leaves and joins, as often as it is', async () => {
  const round: Told[] = [
    'disconnect',
    'die',
    { action: 'connect', state: 'restarting' },
    { action: 'start', state: 'restarting' },
  ];
  const first = ['create', 'connect', 'start'];
  const names = ['disconnect', 'die', 'connect', 'start'];
  expect(await own(...first, ...round, ...round)).toEqual([...names, ...names]);
  // A container that was there before anything was heard.
  expect(await own(...round)).toEqual(names);
  // The list may say what was before the end.
  expect(await own('start', 'die', { action: 'start', state: 'running' })).toEqual(['die', 'start']);
});

test('networks are left before the end is told or after it', async () => {
  const left = { action: 'disconnect', ms: 1_000, state: 'exited' } as const;
  expect(await own('start', 'disconnect', 'die')).toEqual(['disconnect', 'die']);
  expect(await own('start', 'die', left)).toEqual(['die', 'disconnect']);
  expect(await own('start', 'kill', 'die', left)).toEqual([]);
});

test.each([
  ['stop', ['kill', 'disconnect', 'die', 'stop']],
  ['restart', ['kill', 'disconnect', 'die', 'stop', 'connect', 'start', 'restart']],
  ['rm -f', ['kill', 'disconnect', 'die', 'destroy']],
  // Its default signal comes 10 s before the one that ends it.
  ['stop of what ignores its signal', ['kill', { action: 'kill', ms: 10_000 }, { action: 'die', ms: 10_100 }]],
])('%s is somebody’s from its signal on', async (_, told) => {
  expect(await own('start', ...told)).toEqual([]);
});

test('a signal that ended nothing does not make a later end somebody’s', async () => {
  expect(await own('start', 'kill', { action: 'die', ms: 10_001 })).toEqual(['die']);
});

test('what ends while somebody is attached is theirs, until they leave it; so is what follows from that end', async () => {
  expect(await own('create', 'attach', 'start', 'disconnect', 'die', 'destroy')).toEqual([]);
  expect(await own('create', 'attach', 'start', 'detach', 'die')).toEqual(['die']);
});

test('one that ended by itself is started, removed and disconnected by somebody once Docker has listed it as ended', async () => {
  const ended: Told[] = ['create', 'start', 'die'];
  for (const [action, ms] of [
    ['start', 0],
    ['destroy', 2_001],
    ['disconnect', 1_001],
  ] as const)
    expect(await own(...ended, { action, ms, state: 'exited' })).toEqual(['die']);
  expect(await own(...ended, 'attach', 'start')).toEqual(['die']);
});

test('with --rm Docker removes it by itself; somebody removes or stops what waits for its restart', async () => {
  expect(await own('create', 'start', 'die', { action: 'destroy', state: 'running' })).toEqual(['die', 'destroy']);
  // On a slow node it is listed as ended meanwhile.
  expect(await own('create', 'start', 'die', { action: 'destroy', ms: 2_000, state: 'exited' })).toEqual(['die', 'destroy']);
  expect(await own('create', 'start', 'die', { action: 'destroy', state: 'restarting' })).toEqual(['die']);
  expect(await own('create', 'start', 'die', 'stop', { action: 'start', state: 'restarting' })).toEqual(['die']);
});

test('a start that failed ends what never ran: both are whose the start is', async () => {
  expect(await own('create', 'connect', 'disconnect', 'die')).toEqual([]);
});

test('a running container is connected and disconnected by somebody, where no end follows within a second', async () => {
  vi.useFakeTimers();
  try {
    const asked = own('start', 'connect', 'disconnect');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await asked).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('after events were missed nothing is taken for a restart', () => {
  const byItself = new ByItself();
  const event = (action: string): DockerEvent => ({
    ...{ kind: 'container', action, id: 'c1', name: 'web', exitCode: null, atMs: at },
  });
  expect(byItself.hear(event('die'), 'running')).toBe(true);
  byItself.forget();
  expect(byItself.hear(event('start'), 'restarting')).toBe(false);
});

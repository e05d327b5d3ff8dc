import { expect, test } from 'vitest';
import { traceLine } from '@/lib/testing/build-trace';
import { createBuildProgress } from './build-progress';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const id = (letter: string): string => letter.repeat(16);
const plan = [
  { digest: digest('1'), name: '[internal] load metadata for docker.io/library/busybox' },
  { digest: digest('2'), name: '[maker 1/2] FROM busybox' },
  { digest: digest('3'), name: '[maker 2/2] RUN make', inputs: [digest('2')] },
  { digest: digest('4'), name: '[stage-1 2/3] WORKDIR /srv', inputs: [digest('2')] },
  { digest: digest('5'), name: '[stage-1 3/3] COPY --from=maker /a /a', inputs: [digest('4'), digest('3')] },
];

test('steps wait, run, end, come from the cache and fail', () => {
  const build = createBuildProgress();
  expect(build.take(traceLine({ vertexes: plan }))).toBe(true);
  build.take(
    traceLine({
      vertexes: [
        { ...plan[1], startedMs: 1_000, completedMs: 1_000, cached: true } as never,
        { ...plan[2], startedMs: 1_000 } as never,
        { ...plan[3], startedMs: 1_000, completedMs: 3_500 } as never,
      ],
    }),
  );
  expect(build.picture().steps.map(({ state, ms }) => [state, ms])).toEqual([
    ['waiting', null],
    ['cached', null],
    ['running', null],
    ['done', 2_500],
    ['waiting', null],
  ]);
  // Told again without a word of the cache, and started a second time.
  build.take(
    traceLine({
      vertexes: [
        { ...plan[1], startedMs: 1_000, completedMs: 1_000 } as never,
        { ...plan[2], startedMs: 2_000, completedMs: 4_000, error: 'exit code: 1' } as never,
      ],
    }),
  );
  build.end(true);
  expect(build.picture().steps.map(({ state }) => state)).toEqual(['cancelled', 'cached', 'failed', 'done', 'cancelled']);
  expect(build.picture().steps[2]?.ms).toBe(3_000);
});

test('a step that was cancelled did not fail', () => {
  const build = createBuildProgress();
  build.take(
    traceLine({ vertexes: [{ digest: digest('1'), name: 'x', startedMs: 1, completedMs: 2, error: 'context canceled' }] }),
  );
  expect(build.picture().steps[0]?.state).toBe('cancelled');
});

test('output, warnings and what was exported are the log of their step; layers on their way are layers', () => {
  const build = createBuildProgress();
  build.take(traceLine({ vertexes: plan, logs: [{ vertex: digest('3'), text: 'made\n' }] }));
  build.take(
    traceLine({
      statuses: [
        { id: digest('f'), vertex: digest('2'), current: 10, total: 100 },
        { id: `extracting ${digest('e')}`, vertex: digest('2'), name: 'extracting', completed: true },
        { id: 'exporting layers', vertex: digest('5'), name: 'exporting layers' },
      ],
      warnings: [{ vertex: digest('3'), text: 'careful' }],
    }),
  );
  for (let again = 0; again < 2; again++)
    build.take(
      traceLine({ statuses: [{ id: 'exporting layers', vertex: digest('5'), name: 'exporting layers', completed: true }] }),
    );
  const { steps, layers } = build.picture();
  expect(steps.map(({ log }) => log)).toEqual(['', '', 'made\nWARNING: careful', '', 'exporting layers']);
  expect(layers).toEqual([
    { id: 'f'.repeat(12), phase: 'downloading', currentBytes: 10, totalBytes: 100 },
    { id: 'e'.repeat(12), phase: 'complete', currentBytes: 0, totalBytes: null },
  ]);
  build.take(traceLine({ vertexes: [{ ...plan[1], startedMs: 1, completedMs: 2 } as never] }));
  expect(build.picture().layers).toEqual([]);
});

test('the steps of the image are those of the stage that no other is made of', () => {
  const build = createBuildProgress();
  build.take(traceLine({ vertexes: [...plan].reverse() }));
  expect(build.made()).toEqual({ by: 'history', stepIds: [id('4'), id('5')] });
  const two = createBuildProgress();
  two.take(
    traceLine({
      vertexes: [
        { digest: 'a', name: '[a 1/1] RUN x' },
        { digest: 'b', name: '[b 1/1] RUN x' },
      ],
    }),
  );
  expect(two.made()).toEqual({ by: 'history', stepIds: [] });
});

test('an image is one with an id, and a node fills no memory', () => {
  const build = createBuildProgress();
  for (const aux of [null, 'x', { ID: 5 }, { ID: 'sha256:x' }]) expect(build.take({ id: 'moby.image.id', aux })).toBe(false);
  expect(build.imageId()).toBeNull();
  expect(build.take({ id: 'moby.image.id', aux: { ID: digest('a') } })).toBe(true);
  expect(build.imageId()).toBe(digest('a'));
  expect(build.take({ stream: 'something else' })).toBe(false);
  for (let at = 0; at < 700; at++)
    build.take(
      traceLine({
        vertexes: [{ digest: `${at}`, name: 'n'.repeat(5_000) }],
        logs: [{ vertex: `${at}`, text: 'l'.repeat(5_000) }],
      }),
    );
  expect(build.picture().steps).toHaveLength(200);
  expect(JSON.stringify(build.picture()).length).toBeLessThan(150_000);
});

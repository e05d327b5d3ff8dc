import { expect, test } from 'vitest';
import { createClassicProgress } from './classic-progress';

const layer = (letter: string): string => letter.repeat(12);

function heard(...lines: Array<string | Record<string, unknown>>) {
  let now = 0;
  const build = createClassicProgress(() => (now += 100));
  for (const line of lines) build.take(typeof line === 'string' ? { stream: line } : line);
  return build;
}
const three = [
  ...['Step 1/3 : FROM busybox', '\n', ` ---> ${layer('a')}\n`],
  ...['Step 2/3 : ENV A=1', '\n', ' ---> Using cache\n', ` ---> ${layer('b')}\n`],
  ...['Step 3/3 : RUN make', '\n', ` ---> Running in ${layer('c')}\n`, 'made\n', '\u001b[91mwarned\n\u001b[0m'],
];

test('one step after the other, with what stood after each', () => {
  const running = heard(...three);
  expect(running.picture().steps.map(({ name, state, ms }) => [name, state, ms])).toEqual([
    ['Step 1/3 : FROM busybox', 'done', 100],
    ['Step 2/3 : ENV A=1', 'cached', null],
    ['Step 3/3 : RUN make', 'running', null],
  ]);
  expect(running.picture().steps[2]?.log).toBe(` ---> Running in ${layer('c')}\nmade\nwarned`);
  const id = `sha256:${'d'.repeat(64)}`;
  const done = heard(...three, `Removing intermediate container ${layer('c')}\n`, ` ---> ${layer('d')}\n`, { aux: { ID: id } });
  expect(done.picture().steps[2]).toMatchObject({ state: 'done', ms: 100 });
  expect(done.imageId()).toBe(id);
  expect(done.made()).toEqual({
    by: 'images',
    steps: [
      { id: '1', imageId: layer('a') },
      { id: '2', imageId: layer('b') },
      { id: '3', imageId: layer('d') },
    ],
  });
});

test.each([true, false])('what was at work when it ended failed: %j, or was cancelled', (hasFailed) => {
  const build = heard(...three);
  build.end(hasFailed);
  expect(build.picture().steps.map(({ state }) => state)).toEqual(['done', 'cached', hasFailed ? 'failed' : 'cancelled']);
});

test('a base image shows its layers while it is pulled', () => {
  const pulling = { id: 'l', status: 'Downloading', progressDetail: { current: 1, total: 2 } };
  const build = heard('Step 1/2 : FROM busybox', { status: 'Pulling from library/busybox', id: 'latest' }, pulling);
  expect(build.picture().layers).toEqual([{ id: 'l', phase: 'downloading', currentBytes: 1, totalBytes: 2 }]);
  expect(build.take({ stream: ` ---> ${layer('a')}\n` })).toBe(true);
  expect(build.picture().layers).toEqual([]);
});

test('nothing before a step is heard, and a node fills no memory', () => {
  const build = heard('hello\n', ` ---> ${layer('a')}\n`, { aux: { ID: 'x' } });
  expect(build.picture().steps).toEqual([]);
  expect(build.imageId()).toBeNull();
  for (let at = 0; at < 700; at++)
    for (const stream of [`Step ${at}/1 : RUN x`, `${'x'.repeat(5_000)}\n`]) build.take({ stream });
  expect(build.picture().steps).toHaveLength(200);
  expect(JSON.stringify(build.picture()).length).toBeLessThan(200_000);
});

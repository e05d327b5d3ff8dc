import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { JobDto, JobLayer } from '@/lib/shared/jobs';
import { JobCard } from './job-card';
import { Pace } from './transfer-pace';

const at = new Date(0).toISOString();
const pull: JobDto = {
  ...{ id: 'j', kind: 'image.pull', nodeId: 'n', nodeName: 'node0', operationId: null, state: 'running', subject: 'ubuntu' },
  ...{ progress: null, error: null, createdBy: { id: 'a', name: 'Ann' }, cancelledBy: null, revision: 1 },
  ...{ createdAt: at, startedAt: at, endedAt: null },
};
const layer = (id: string, phase: JobLayer['phase'], totalBytes: number | null): JobLayer => ({
  ...{ id, phase, totalBytes, currentBytes: 0 },
});
const shown = (job: Partial<JobDto>, more: { onFree?: () => void } = {}) =>
  render(<JobCard job={{ ...pull, ...job }} {...more} />);

test('what a node, a registry or a person has put into names and errors is text', () => {
  const html = `<img src=x onerror=alert(1)>`;
  const markup = shown({
    ...{
      subject: html,
      state: 'failed',
      nodeName: html,
      createdBy: { id: 'a', name: html },
      cancelledBy: { id: 'b', name: html },
    },
    progress: { kind: 'layers', message: html, layers: [layer(html, 'downloading', 1)] },
    error: { code: 'docker_error', detail: html },
  });
  expect(markup).not.toContain('<img');
  expect(markup.split('&lt;img src=x onerror=alert(1)&gt;').length).toBeGreaterThan(4);
});

test('a pull that waits for its node says so, and a cancelled one by whom', () => {
  const layers = [layer('a', 'downloading', 10)];
  expect(textOf(shown({ progress: { kind: 'layers', message: null, layers } }))).not.toContain('connection');
  const cut = textOf(shown({ progress: { kind: 'layers', message: null, layers, isCut: true } }));
  expect(cut).toContain('The pull continues as soon as the node is back.');
  expect(cut).toContain('Cancel pull');
  expect(textOf(shown({ state: 'cancelled', cancelledBy: { id: 'b', name: 'Bob' } }))).toContain('cancelled by Bob');
});

test('the speed and the time left are said in the units of their size', () => {
  const said = (speed: number | null, left: number | null, locale: 'en' | 'ko' = 'en') =>
    textOf(render(<Pace speed={speed} left={left} />, locale));
  expect(said(12_340_000, 30)).toBe('12.3 MB/s about 30 s left');
  expect(said(12_340_000, 600, 'ko')).toBe('12.3 MB/초 약 10분 남음');
  expect(said(0, null)).toBe('0 B/s');
  expect(said(null, null)).toBe('');
});

test('one that found the disk full says how much to free, and offers what can be removed', () => {
  const error = { code: 'disk_full', detail: 'write /var/lib/docker/tmp/x: no space left on device' };
  const layers = [layer('a', 'downloading', 30_000_000), layer('b', 'waiting', 12_000_000), layer('c', 'exists', 99_000_000)];
  const full = { state: 'failed', error, progress: { kind: 'layers', message: null, layers } } as const;
  const told = textOf(shown(full, { onFree: () => {} }));
  expect(told).toMatch(/disk of the node is full.*no space left on device.*42(\.0)? MB.*Remove unused …/);
  expect(textOf(shown(full))).not.toContain('Remove unused');
  expect(textOf(shown({ ...full, progress: null }))).not.toContain('free at least');
});

test('an archive on its way says how much of it is through, then that it is unpacked, then what it brought', () => {
  const load = { kind: 'image.load', subject: 'lab.tar' } as const;
  const archive = (bytes: number, totalBytes: number | null, loaded: string[] = []) => ({
    kind: 'archive' as const,
    bytes,
    totalBytes,
    loaded,
  });
  const half = shown({ ...load, progress: archive(30_000_000, 60_000_000) });
  expect(textOf(half)).toMatch(/Loading lab\.tar.*30(\.0+)? MB of 60(\.0+)? MB.*Cancel load/);
  expect(half).toContain('aria-valuenow="50"');
  expect(textOf(shown({ ...load, progress: archive(60_000_000, 60_000_000) }))).toContain('unpacking the layers');
  const done = textOf(shown({ ...load, state: 'done', progress: archive(1, 1, ['x:1', 'y:1']) }));
  expect(done).toContain('Loaded: x:1, y:1');
  expect(textOf(shown({ ...load, subject: '' }))).toContain('Images from a file');
  const gone = textOf(shown({ ...load, state: 'failed', error: { code: 'sender_gone', detail: null } }));
  expect(gone).toContain('did not arrive whole');
});

test('a download says how much has gone out, and only of its end that it is whole', () => {
  const progress: JobDto['progress'] = { kind: 'archive', bytes: 5_000_000, totalBytes: null, loaded: [] };
  const save = { kind: 'image.save', progress } as const;
  expect(textOf(shown(save))).toMatch(/Saving ubuntu as a file.*5(\.0+)? MB so far.*Cancel download/);
  expect(textOf(shown({ ...save, state: 'done' }))).toMatch(/5(\.0+)? MB downloaded/);
  const broken = textOf(shown({ ...save, state: 'interrupted', error: { code: 'interrupted', detail: null } }));
  expect(broken).toContain('the file is incomplete');
  expect(broken).not.toContain('downloaded');
});

test('work of several steps says which one is at work, and a pull among them its layers', () => {
  const step = (id: string, state: string) => ({ id, state, detail: null, error: null });
  const work = (states: [string, string], layers: JobLayer[] = []) =>
    textOf(
      shown({
        ...{ kind: 'node.provision', operationId: 'o', subject: 'docker.install, hostname' },
        progress: {
          kind: 'steps',
          steps: [step('docker.install', states[0]), step('hostname', states[1])],
          layers,
        } as JobDto['progress'],
      }),
    );
  expect(work(['ok', 'running'])).toContain('Step 2 of 2: Host name');
  expect(work(['checking', 'waiting'])).toContain('Step 1 of 2: Install Docker');
  expect(work(['waiting', 'waiting'])).toContain('waiting');
  expect(work(['running', 'waiting'], [layer('a', 'complete', 10), layer('b', 'waiting', 10)])).toContain('1 of 2 layers');
});

test('a pull of several images on many nodes has a command for each of them', () => {
  expect(textOf(shown({ operationId: 'o', subject: 'ubuntu nginx' }))).toContain('docker pull ubuntu; docker pull nginx');
  expect(textOf(shown({}))).toMatch(/docker pull ubuntu(?!;)/);
});

test('a removal says how far it is, and what it freed', () => {
  const counts = { kind: 'prune', removed: 3, kept: 1, total: 9 } as const;
  const prune = { kind: 'image.prune', subject: 'unused', progress: { ...counts, freedBytes: null } } as const;
  expect(textOf(shown(prune))).toMatch(/Removal of unused images.*3 of 9 removed.*Cancel removal/);
  const done = { ...prune, state: 'done', progress: { ...counts, freedBytes: 1_500_000_000 } } as const;
  expect(textOf(shown(done))).toContain('3 removed, 1 kept, 1.50 GB freed');
  expect(textOf(shown({ ...done, progress: { ...counts, kept: 0, freedBytes: null } }))).toMatch(/3 removed(?!,)/);
  expect(textOf(shown({ ...prune, state: 'cancelled' }))).toMatch(/3 removed.*What was removed by then is gone/);
  expect(textOf(shown({ ...prune, kind: 'build-cache.prune', progress: null }))).toMatch(/Removal of build cache.*running/);
});

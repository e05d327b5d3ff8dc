import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { JobDto, JobLayer } from '@/lib/shared/jobs';
import { JobCard } from './job-card';

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

test('one that found the disk full says how much to free, and offers what can be removed', () => {
  const error = { code: 'disk_full', detail: 'write /var/lib/docker/tmp/x: no space left on device' };
  const layers = [layer('a', 'downloading', 30_000_000), layer('b', 'waiting', 12_000_000), layer('c', 'exists', 99_000_000)];
  const full = { state: 'failed', error, progress: { kind: 'layers', message: null, layers } } as const;
  const told = textOf(shown(full, { onFree: () => {} }));
  expect(told).toMatch(/disk of the node is full.*no space left on device.*42(\.0)? MB.*Remove unused …/);
  expect(textOf(shown(full))).not.toContain('Remove unused');
  expect(textOf(shown({ ...full, progress: null }))).not.toContain('free at least');
});

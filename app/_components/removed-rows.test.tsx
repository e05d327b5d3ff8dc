import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { nodeKeys } from '@/app/_api/hooks/keys';
import type { HeardEvents } from '@/app/_api/live-events';
import { render, textOf } from '@/app/_testing/render';
import type { Locale } from '@/lib/shared/common';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { RemovedRows } from './removed-rows';
import { RowEvents } from './row-events';

const event = (name: string, more: Partial<DockerEventDto> = {}): DockerEventDto => ({
  ...{ id: name, at: '2026-01-01T00:00:00.000Z', kind: 'container', action: 'destroy', subjectId: name, name, image: null },
  ...{ container: null, oldName: null, exitCode: null, by: { way: 'terminal', name: 'Ann' } },
  ...more,
});
function told(events: DockerEventDto[], atMs = Date.now(), locale: Locale = 'en'): string {
  const client = new QueryClient();
  client.setQueryData<HeardEvents>(nodeKeys.eventsNow('n'), { atMs, events });
  const page = (
    <RowEvents nodeId="n">
      <RemovedRows kind="container" />
    </RowEvents>
  );
  return textOf(render(page, locale, client));
}

test('what was removed is told with by whom, in both languages, for a moment, and nothing else is', () => {
  const others = [event('web', { action: 'start' }), event('data', { kind: 'volume' })];
  expect(told([event('gone'), ...others])).toBe('Container gone was removed. · Ann, in a terminal');
  expect(told([event('gone')], Date.now(), 'ko')).toMatch(/gone.* · .*Ann/);
  expect(told(others)).toBe('');
  expect(told([event('gone')], Date.now() - 5_001)).toBe('');
});

test('of many removals the first three are told, and how many more', () => {
  const text = told(['a', 'b', 'c', 'd', 'e'].map((name) => event(name)));
  expect(text).toMatch(/Container c was removed\..*and 2 more$/);
  expect(text).not.toContain('Container d');
});

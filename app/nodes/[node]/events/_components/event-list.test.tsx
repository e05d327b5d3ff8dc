import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { EventList } from './event-list';

const event: DockerEventDto = {
  ...{ id: 'e', at: '2026-01-01T00:05:06.000Z', kind: 'container', action: 'start', subjectId: 'c1', name: 'web' },
  ...{ image: 'nginx', exitCode: null, by: { way: 'click', name: 'Anna' } },
};

test.each(['en', 'ko'] as const)('an event after midnight is at hour 00 (%s)', (locale) => {
  expect(textOf(render(<EventList events={[event]} />, locale))).toContain('00:05:06');
});

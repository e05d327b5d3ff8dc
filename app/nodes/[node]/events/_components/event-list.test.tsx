import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { EventList } from './event-list';

const event: DockerEventDto = {
  ...{ id: 'e', at: '2026-01-01T00:05:06.000Z', kind: 'container', action: 'start', subjectId: 'c1', name: 'web' },
  ...{ image: 'nginx', container: null, oldName: null, exitCode: null, by: { way: 'click', name: 'Anna' } },
};

test.each(['en', 'ko'] as const)('an event after midnight is at hour 00 (%s)', (locale) => {
  expect(textOf(render(<EventList events={[event]} />, locale))).toContain('00:05:06');
});

test('a network names the container that joined it, by its id where it has no name any more; a new name stands beside the old one', () => {
  const id = 'c0ffee'.padEnd(64, '0');
  const on = (action: string, name: string | null): DockerEventDto => ({
    ...event,
    ...{ id: action, kind: 'network', action, subjectId: 'n', name: 'app', container: { id, name } },
  });
  const told = [on('connect', 'web'), on('disconnect', null), { ...event, id: 'r', action: 'rename', oldName: 'site' }];
  const text = textOf(render(<EventList events={told} />));
  expect(text).toContain('Container web was connected to network app.');
  expect(text).toContain('Container c0ffee000000 was disconnected from network app.');
  expect(text).toContain('Container site was renamed to web.');
  expect(textOf(render(<EventList events={told} />, 'ko'))).toContain('web 컨테이너가 app 네트워크에 연결되었습니다.');
});

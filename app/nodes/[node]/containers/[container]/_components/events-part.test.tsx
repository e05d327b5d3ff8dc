import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { nodeKeys } from '@/app/_api/hooks/keys';
import { render, textOf } from '@/app/_testing/render';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { webContainer } from '@/lib/testing/fleet-double';
import { EventsPart } from './events-part';

test('the events of a container are its own and those of the networks that it joined or left, and no others', () => {
  const { id, name } = webContainer;
  const event: DockerEventDto = {
    ...{ id: '1', at: '2026-01-01T00:00:00.000Z', kind: 'container', action: 'start', subjectId: id, name, image: 'nginx' },
    ...{ container: null, oldName: null, exitCode: null, by: { way: 'node', name: null } },
  };
  const joined = (of: string): Partial<DockerEventDto> => ({
    ...{ id: of, kind: 'network', action: 'connect', subjectId: 'n', name: 'app', container: { id: of, name: null } },
  });
  const client = new QueryClient();
  const items = [
    event,
    { ...event, ...joined(id) },
    { ...event, ...joined('other') },
    { ...event, id: '2', subjectId: 'db', name: 'db' },
  ];
  client.setQueryData(nodeKeys.events('n'), { items });
  const text = textOf(render(<EventsPart nodeId="n" container={webContainer} />, 'en', client));
  client.clear();
  expect(text).toContain('Container web was started.');
  expect(text).toContain('was connected to network app.');
  expect(text.match(/ was /g)).toHaveLength(2);
});

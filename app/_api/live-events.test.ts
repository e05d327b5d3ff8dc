import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { nodeKeys } from './hooks/keys';
import { onNodeEvents } from './live-events';

test('new limits of a container, which change no row, are asked for again; of the others and of other nodes nothing is', () => {
  const client = new QueryClient();
  const keys = [nodeKeys.containerDetail('a', 'web'), nodeKeys.containerDetail('a', 'db'), nodeKeys.containerDetail('b', 'web')];
  for (const key of keys) client.setQueryData(key, {});
  const event = {
    id: 'e',
    at: '2026-01-01T00:00:00.000Z',
    kind: 'container',
    action: 'update',
    subjectId: 'web',
  } as DockerEventDto;
  onNodeEvents(client, { nodeId: 'a', events: [event, { ...event, id: 'f', kind: 'volume', subjectId: 'db' }] });
  expect(keys.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([true, false, false]);
  client.clear();
});

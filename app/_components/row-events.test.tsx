import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { nodeKeys } from '@/app/_api/hooks/keys';
import { onNodeEvents } from '@/app/_api/live-events';
import { render, textOf } from '@/app/_testing/render';
import { ImageTable } from '@/app/nodes/[node]/images/_components/image-table';
import { NetworkTable } from '@/app/nodes/[node]/networks/_components/network-table';
import { VolumeTable } from '@/app/nodes/[node]/volumes/_components/volume-table';
import { RowEvents } from './row-events';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import type { ImageDto } from '@/lib/shared/images';
import type { NetworkDto } from '@/lib/shared/networks';
import type { VolumeDto } from '@/lib/shared/volumes';

const createdAt = '2026-01-01T00:00:00.000Z';
const imageId = (of: string): string => `sha256:${of.repeat(64)}`;
const image = (of: string, tag: string): ImageDto => ({
  ...{ id: imageId(of), tags: [tag], digests: [], createdAt, sizeBytes: 1, containers: 0 },
});
const volume = (name: string): VolumeDto => ({
  ...{ name, driver: 'local', mountpoint: `/${name}`, createdAt, isAnonymous: false, usedBy: [] },
});
const network = (name: string): NetworkDto => ({
  ...{ id: `id-${name}`, name, driver: 'bridge', scope: 'local', internal: false, subnets: [], createdAt },
  ...{ labels: {}, isPredefined: false, containers: [] },
});
const event = (given: Partial<DockerEventDto>): DockerEventDto => ({
  ...{ id: 'e', at: createdAt, kind: 'volume', action: 'create', subjectId: '', name: null, image: null },
  ...{ container: null, oldName: null, exitCode: null, by: { way: 'terminal', name: 'Student 0' } },
  ...given,
});

/** The rows of a node's images, volumes and networks in which something has just happened, with what. */
function lit(...events: DockerEventDto[]): string[] {
  const client = new QueryClient();
  onNodeEvents(client, { nodeId: 'n', events });
  const html = render(
    <RowEvents nodeId="n">
      <ImageTable nodeId="n" images={[image('a', 'alpine:latest'), image('b', 'busybox:latest')]} all={[]} away />
      <VolumeTable nodeId="n" volumes={[volume('data'), volume('notes')]} away />
      <NetworkTable nodeId="n" networks={[network('app'), network('back')]} away />
    </RowEvents>,
    'en',
    client,
  );
  client.clear();
  return [...html.matchAll(/<th scope="row"[^>]*>((?:(?!<\/th>).)*data-event=.*?)<\/th>/g)].map(([, cell]) => textOf(cell ?? ''));
}

test('a row says what was typed to it, and no other row does', () => {
  expect(lit(event({ subjectId: 'notes', name: 'notes' }))).toEqual([
    'notes Volume notes was created. · Student 0, in a terminal',
  ]);
  const container = { id: 'c', name: 'web' };
  expect(lit(event({ kind: 'network', action: 'connect', subjectId: 'id-app', name: 'app', container }))).toEqual([
    expect.stringContaining('Container web was connected to network app. · Student 0, in a terminal'),
  ]);
});

test('an image is lit by its id, and by a reference, which is all that Docker tells of a pull and a push', () => {
  expect(lit(event({ kind: 'image', action: 'tag', subjectId: imageId('a'), name: 'mine:1' }))).toEqual([
    'alpine:latest Image mine:1 was tagged. · Student 0, in a terminal',
  ]);
  for (const action of ['pull', 'push'])
    expect(lit(event({ kind: 'image', action, subjectId: 'busybox:latest', name: 'busybox' }))).toEqual([
      expect.stringMatching(/^busybox:latest Image busybox:latest was (pulled|pushed)\./),
    ]);
});

test('of several events the last is told, whatever each calls the image', () => {
  const tag = event({ id: 't', kind: 'image', action: 'tag', subjectId: imageId('a'), name: 'mine:1', at: createdAt });
  const push = event({ id: 'p', kind: 'image', action: 'push', subjectId: 'alpine:latest', at: '2026-01-01T00:00:01.000Z' });
  expect(lit(push, tag)).toEqual([expect.stringContaining('was pushed')]);
});

test('what happened longer ago, or on another node, lights nothing', () => {
  const client = new QueryClient();
  const events = [event({ subjectId: 'notes', name: 'notes' })];
  client.setQueryData(nodeKeys.eventsNow('n'), { events, atMs: Date.now() - 60_000 });
  onNodeEvents(client, { nodeId: 'another', events });
  const page = (
    <RowEvents nodeId="n">
      <VolumeTable nodeId="n" volumes={[volume('notes')]} away />
    </RowEvents>
  );
  expect(render(page, 'en', client)).not.toContain('data-event');
  client.clear();
});

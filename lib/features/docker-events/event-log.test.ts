import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { NodeStatus } from '@/lib/fleet/fleet';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import { eventsShown } from '@/lib/shared/docker-event-kinds';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble, webContainer } from '@/lib/testing/fleet-double';
import { createEventLog, type EventLog, isShown } from './create-event-log';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { listEvents } from './list-events';

const at = Date.parse('2026-01-01T00:00:00Z');
const node0 = idOf('node0');
const event = (given: Partial<DockerEvent>): DockerEvent => ({
  ...{ kind: 'container', action: 'start', id: 'c1', name: 'web', exitCode: null, image: 'nginx', atMs: at },
  ...given,
});

let panel: ApiPanel;
let log: EventLog | null = null;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => {
  log?.stop();
  log = null;
  return panel.stop();
});

/** Of a daemon that remembers this. */
function logOf(
  pastEvents: () => Promise<{ events: DockerEvent[]; isFull: boolean }>,
  status: Partial<NodeStatus> = {},
): EventLog {
  log = createEventLog({ ...panel.runtime, fleet: createFleetDouble({ status, engine: () => ({ system: { pastEvents } }) }) });
  return log;
}

test('what only looks, what every start brings with it and what is no noun of ours is not told', () => {
  const told = [
    event({}),
    event({ action: 'exec_create: bash' }),
    event({ action: 'resize' }),
    event({ action: 'kill' }),
    event({ kind: 'network', action: 'connect', name: 'bridge' }),
    event({ kind: 'network', action: 'connect', name: 'app' }),
    event({ kind: 'volume', action: 'mount' }),
    event({ kind: 'volume', action: 'create' }),
    event({ kind: 'other', action: 'subscribed' }),
  ].filter(isShown);
  expect(told.map(({ kind, action }) => `${kind} ${action}`)).toEqual(['container start', 'network connect', 'volume create']);
});

test('what is heard is told to pages with whom it is by: a click of the panel, a line that was entered, or nobody', async () => {
  const { bus } = panel.runtime;
  const told: string[] = [];
  bus.subscribe('docker.happened', (one) => told.push(`${one.event.action} ${one.event.by.way} ${one.event.by.name}`));
  bus.publish('docker.told', { nodeId: node0, event: event({ action: 'oom' }) });
  bus.publish('terminal.entered', { nodeId: node0, userId: idOf('own') });
  bus.publish('docker.told', { nodeId: node0, event: event({ action: 'create' }) });
  await expect.poll(() => told).toHaveLength(2);
  const own = await panel.as('own');
  await listEvents(own, { node: 'node0' });
  bus.publish('action.allowed', { nodeId: node0, actor: own.actor, action: 'container.stop', requestId: 'r' });
  bus.publish('docker.told', { nodeId: node0, event: event({ action: 'die' }) });
  await expect.poll(() => told).toEqual(['oom node null', `create terminal ${own.actor.name}`, `die click ${own.actor.name}`]);
});

test('what Docker does by itself is nobody’s, whatever somebody has just entered; what they do to the same container is theirs', async () => {
  const { bus } = panel.runtime;
  const told: string[] = [];
  bus.subscribe('docker.happened', (one) => told.push(`${one.event.kind} ${one.event.action} ${one.event.by.way}`));
  bus.publish('terminal.entered', { nodeId: node0, userId: idOf('own') });
  const hear = (given: Partial<DockerEvent>) => bus.publish('docker.told', { nodeId: node0, event: event(given) });
  const own = ['oom', 'health_status: unhealthy', 'die', 'start'];
  for (const action of own) hear({ action });
  await expect.poll(() => told).toEqual(own.map((action) => `container ${action} node`));
  told.length = 0;
  hear({ action: 'kill' });
  hear({ kind: 'network', action: 'disconnect', id: 'n', name: 'app', container: 'c1' });
  hear({ action: 'die' });
  await expect.poll(() => told).toEqual(['network disconnect terminal', 'container die terminal']);
});

test('a network’s event names its container: by its events, by the list, and not at all where neither knows it', async () => {
  const joins = (container: string, atMs: number): DockerEvent =>
    event({ kind: 'network', action: 'connect', id: 'n', name: 'app', container, atMs });
  const past = [joins('c2', at + 2_000), event({ action: 'exec_die', id: 'c2', name: 'db' }), joins('gone', at + 3_000)];
  const events = logOf(async () => ({ events: past, isFull: false }), { containers: [webContainer] });
  const { bus } = panel.runtime;
  const rename = event({ action: 'rename', name: 'site', oldName: 'web', atMs: at + 4_000 });
  for (const one of [rename, joins('c1', at + 5_000), joins(webContainer.id, at + 6_000)])
    bus.publish('docker.told', { nodeId: node0, event: one });
  const told = await events.of(node0);
  const names = told.filter(({ kind }) => kind === 'network').map(({ container }) => container?.name);
  expect(names).toEqual(['web', 'site', null, 'db']);
  expect(told.find(({ action }) => action === 'rename')).toMatchObject({ name: 'site', oldName: 'web', container: null });
});

test('what somebody only looks at is announced to nobody, and what they do is', async () => {
  const allowed: string[] = [];
  panel.runtime.bus.subscribe('action.allowed', ({ action }) => allowed.push(action));
  const own = await panel.as('own');
  await listEvents(own, { node: 'node0' });
  for (const action of ['node.read', 'image.read', 'container.read', 'job.read', 'terminal.open'] as const)
    await getNodeFor(own, 'node0', action);
  for (const action of ['container.stop', 'image.pull'] as const) await getNodeFor(own, 'node0', action);
  expect(allowed).toEqual(['container.stop', 'image.pull']);
});

test('what was before the panel heard anything is asked of the daemon, once; what is older comes after what is newer', async () => {
  let asked = 0;
  const events = logOf(async () => {
    asked += 1;
    return {
      events: [event({ action: 'create', atMs: at - 2_000 }), event({ action: 'top', atMs: at - 1_000 }), event({})],
      isFull: false,
    };
  });
  panel.runtime.bus.publish('docker.told', { nodeId: node0, event: event({}) });
  const actions = async () => (await events.of(node0)).map(({ action }) => action);
  // The start is known already: the daemon tells it a second time.
  expect(await actions()).toEqual(['start', 'create']);
  expect(await actions()).toEqual(['start', 'create']);
  expect(asked).toBe(1);
});

test('a node that is away says why, and what was heard of it is told all the same; it is asked again', async () => {
  let answers = 0;
  const events = logOf(async () => {
    answers += 1;
    throw new AppError('node_unreachable');
  });
  await expect(events.of(node0)).rejects.toMatchObject({ code: 'node_unreachable' });
  panel.runtime.bus.publish('docker.told', { nodeId: node0, event: event({}) });
  expect(await events.of(node0)).toHaveLength(1);
  expect(answers).toBe(2);
});

test('no more than so many are kept of a node', async () => {
  const events = logOf(async () => ({ events: [], isFull: false }));
  for (let n = 0; n < eventsShown + 5; n += 1)
    panel.runtime.bus.publish('docker.told', { nodeId: node0, event: event({ atMs: at + n }) });
  const kept: DockerEventDto[] = await events.of(node0);
  expect(kept).toHaveLength(eventsShown);
  expect(kept[0]?.at).toBe(new Date(at + eventsShown + 4).toISOString());
});

test('what happened while the connection was away is asked for when it is back; what was heard keeps whom it is by', async () => {
  const past = [event({})];
  let asked = 0;
  const events = logOf(async () => {
    asked += 1;
    return { events: past, isFull: false };
  });
  const { bus } = panel.runtime;
  const own = await panel.as('own');
  bus.publish('action.allowed', { nodeId: node0, actor: own.actor, action: 'container.start', requestId: 'r' });
  bus.publish('docker.told', { nodeId: node0, event: event({}) });
  const told = async () => (await events.of(node0)).map(({ action, by }) => `${action} ${by.way}`);
  expect(await told()).toEqual(['start click']);
  past.push(event({ action: 'die', atMs: at + 1_000 }), event({ atMs: at + 2_000 }));
  // Two tags of one image within the same millisecond are two.
  for (const name of ['lab:1', 'lab:2']) past.push(event({ kind: 'image', action: 'tag', id: 'i', name, atMs: at + 3_000 }));
  bus.publish('docker.told', { nodeId: node0, event: event({ kind: 'other', action: 'subscribed', id: '' }) });
  expect(await told()).toEqual(['tag node', 'tag node', 'start node', 'die node', 'start click']);
  expect(await told()).toHaveLength(5);
  expect(asked).toBe(2);
});

import { expect, test } from 'vitest';
import { createBus } from './bus';
import { busEvents } from './bus-events';

test('a listener that throws is reported, and the others hear the event all the same', () => {
  const errors: unknown[] = [];
  const heard: string[] = [];
  const bus = createBus((error, event) => errors.push([event, (error as Error).message]));
  bus.subscribe('access.changed', () => {
    throw new Error('it broke');
  });
  bus.subscribe('access.changed', ({ userId }) => heard.push(userId));
  bus.publish('access.changed', { userId: 'anna' });
  expect([errors, heard]).toEqual([[['access.changed', 'it broke']], ['anna']]);
});

test('whoever ends a subscription while an event is told, or at any time, hears no more', () => {
  const heard: string[] = [];
  const bus = createBus(() => {});
  const end = bus.subscribe('access.changed', ({ userId }) => {
    heard.push(userId);
    end();
  });
  bus.publish('access.changed', { userId: 'first' });
  bus.publish('access.changed', { userId: 'second' });
  expect(heard).toEqual(['first']);
});

test('every event has a scope, and only these stay in their process', () => {
  const scopes = Object.entries(busEvents).map(([event, { scope }]) => [event, scope] as const);
  expect(scopes.filter(([, scope]) => scope !== 'local' && scope !== 'everybody')).toEqual([]);
  expect(scopes.flatMap(([event, scope]) => (scope === 'local' ? event : []))).toEqual([
    'docker.told',
    'deed.seen',
    'terminal.detach-keys',
    'terminal.printed',
    'terminal.entered',
    'action.allowed',
    'action.ended',
    'terminal.ended',
    'node.examined',
    'guided-shell.attached',
  ]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { listChanges } from './look-at-container';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

test('of many changes the first are told, and how many there are', async () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => `A /f${n}`);
  const containers = { changes: async () => lines } as unknown as DockerEngine['containers'];
  const ctx = await panel.as('own', { fleet: createFleetDouble({ engine: () => ({ containers }) }) });
  const { items, total } = await listChanges(ctx, { node: 'node0', container: 'web' });
  expect(total).toBe(100_000);
  expect(items).toHaveLength(2_000);
  expect(items[1]).toEqual({ kind: 'added', path: '/f1' });
});

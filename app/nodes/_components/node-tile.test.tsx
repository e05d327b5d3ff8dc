import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { NodeDto } from '@/lib/shared/nodes';
import { NodeTile } from './node-tile';

const tile = (state: NodeDto['state']) => {
  const node = {
    id: 'n',
    name: 'node0',
    state,
    reason: null,
    stateSince: '2026-01-01T00:00:00.000Z',
    assignees: [],
    staff: null,
  };
  const counts = { containersRunning: 3, containersTotal: 5, images: 4, docker: null, health: null };
  return textOf(render(<NodeTile node={{ ...node, ...counts } as unknown as NodeDto} mixed={false} onTask={() => {}} />));
};

test('what is told of a node that does not answer is said to be the last that is known', () => {
  expect(tile('unreachable').match(/last known/g)).toHaveLength(2);
  expect(tile('ready')).not.toContain('last known');
});

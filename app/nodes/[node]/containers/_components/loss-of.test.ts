import { expect, test } from 'vitest';
import { webContainer } from '@/lib/testing/fleet-double';
import { lossOf } from './loss-of';

const volume = (name: string, usedBy: string[], isAnonymous = false) => ({
  ...{ name, isAnonymous, driver: 'local', mountpoint: '/x', createdAt: null },
  usedBy: usedBy.map((id) => ({ id, name: id, isRunning: true })),
});
const [a, b] = [
  { ...webContainer, id: 'a' },
  { ...webContainer, id: 'b' },
];

test('what is written is lost, and volumes that these containers mount stay', () => {
  const volumes = [volume('data', ['a', 'x']), volume('other', ['x']), volume('f00', ['b'], true)];
  const writes = [
    { containerId: 'a', sizeBytes: 3 },
    { containerId: 'b', sizeBytes: 4 },
    { containerId: 'x', sizeBytes: 100 },
  ];
  expect(lossOf([a, b], volumes, writes)).toEqual({ writtenBytes: 7, named: ['data'], anonymous: 1 });
  expect(lossOf([a], volumes, [])).toEqual({ writtenBytes: null, named: ['data'], anonymous: 0 });
});

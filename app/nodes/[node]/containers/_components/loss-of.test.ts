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
    { containerId: 'a', sizeBytes: 3, isWhole: true },
    { containerId: 'b', sizeBytes: 4, isWhole: true },
    { containerId: 'x', sizeBytes: 100, isWhole: false },
  ];
  expect(lossOf([a, b], volumes, writes)).toEqual({
    ...{ written: { sizeBytes: 7, isWhole: true }, named: ['data'], anonymous: 1 },
  });
  expect(lossOf([a], volumes, [])).toEqual({ written: null, named: ['data'], anonymous: 0 });
});

test('where not all is counted, of a container or of them, more may be lost', () => {
  const counted = (containerId: string, isWhole: boolean) => ({ containerId, sizeBytes: 3, isWhole });
  expect(lossOf([a, b], [], [counted('a', true), counted('b', false)]).written).toEqual({ sizeBytes: 6, isWhole: false });
  expect(lossOf([a, b], [], [counted('a', true)]).written).toEqual({ sizeBytes: 3, isWhole: false });
});

import { expect, test } from 'vitest';
import { protobuf, traceLine } from '@/lib/testing/build-trace';
import { readTrace } from './read-trace';

const nothing = { vertexes: [], statuses: [], logs: [], warnings: [] };

test('what BuildKit tells of a build', () => {
  const { aux } = traceLine({
    vertexes: [
      {
        digest: 'sha256:a',
        name: '[1/2] FROM busybox',
        cached: true,
        startedMs: 1_700_000_000_250,
        completedMs: 1_700_000_001_000,
      },
      { digest: 'sha256:b', name: '[2/2] RUN false', inputs: ['sha256:a', 'sha256:c'], error: 'exit code: 1' },
    ],
    statuses: [{ id: 'sha256:d', vertex: 'sha256:a', name: 'x', current: 300, total: 5_000_000_000, completed: true }],
    logs: [{ vertex: 'sha256:b', text: Buffer.from([0xff, 10]) }],
    warnings: [{ vertex: 'sha256:b', text: 'careful' }],
  });
  const unknown = { startedMs: null, completedMs: null };
  expect(readTrace(aux)).toEqual({
    vertexes: [
      {
        ...{ digest: 'sha256:a', name: '[1/2] FROM busybox', inputs: [], cached: true, error: '' },
        ...{ startedMs: 1_700_000_000_250, completedMs: 1_700_000_001_000 },
      },
      {
        digest: 'sha256:b',
        name: '[2/2] RUN false',
        inputs: ['sha256:a', 'sha256:c'],
        cached: false,
        ...unknown,
        error: 'exit code: 1',
      },
    ],
    statuses: [{ id: 'sha256:d', vertex: 'sha256:a', name: 'x', current: 300, total: 5_000_000_000, isCompleted: true }],
    logs: [{ vertex: 'sha256:b', bytes: Buffer.from([0xff, 10]) }],
    warnings: [{ vertex: 'sha256:b', text: 'careful' }],
  });
});

test('fields of a newer BuildKit are passed over, of every kind', () => {
  const fixed = Buffer.concat([Buffer.from([9 * 8 + 1]), Buffer.alloc(8, 1), Buffer.from([10 * 8 + 5]), Buffer.alloc(4, 1)]);
  const vertex = Buffer.concat([protobuf([20, 'new'], [21, 7]), fixed, protobuf([1, 'sha256:a'])]);
  expect(readTrace(protobuf([99, 'new'], [1, vertex]).toString('base64')).vertexes).toMatchObject([{ digest: 'sha256:a' }]);
});

test.each([
  undefined,
  null,
  5,
  {},
  '',
  '!!!',
  Buffer.from([0x0a]).toString('base64'),
  Buffer.from([0x0a, 0x7f, 1]).toString('base64'),
  Buffer.alloc(40, 0xff).toString('base64'),
  Buffer.from([0x0b, 0x0c]).toString('base64'),
])('%j tells nothing, and fails nothing', (aux) => {
  expect(readTrace(aux)).toEqual(nothing);
});

test('a cut trace tells what came before', () => {
  const whole = Buffer.from(
    traceLine({
      vertexes: [
        { digest: 'sha256:a', name: 'a' },
        { digest: 'sha256:b', name: 'b' },
      ],
    }).aux,
    'base64',
  );
  for (let length = 0; length < whole.length; length++)
    expect(readTrace(whole.subarray(0, length).toString('base64')).vertexes.length).toBeLessThan(2);
});
